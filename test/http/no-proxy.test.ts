import {expect, test} from 'bun:test';
import {isExcepted} from '../../src/lib/http/no-proxy.ts';
import {proxyFor} from '../../src/lib/http/proxy.ts';

test.each([
  ['pagerduty.com', 'https://events.pagerduty.com', true],
  ['pagerduty.com', 'https://pagerduty.com', true],
  ['.pagerduty.com', 'https://events.pagerduty.com', true],
  ['PagerDuty.COM', 'https://events.pagerduty.com', true],
  ['pagerduty.com.', 'https://events.pagerduty.com', true],
  ['duty.com', 'https://events.pagerduty.com', false],
  ['events.pagerduty.com', 'https://api.pagerduty.com', false],
  ['localhost, api.pagerduty.com', 'https://api.pagerduty.com', true],
  ['localhost api.pagerduty.com', 'https://api.pagerduty.com', true],
  ['*', 'https://api.pagerduty.com', true],
  ['*.pagerduty.com', 'https://api.pagerduty.com', false],
  ['', 'https://api.pagerduty.com', false],
  [',.,', 'https://api.pagerduty.com', false],
  ['gw.example:8443', 'https://gw.example:8443', true],
  ['gw.example:443', 'https://gw.example', true],
  ['gw.example:8443', 'https://gw.example', false],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['10.0.0.0/99', 'https://10.1.2.3', false],
  ['10.1.2.3', 'https://10.1.2.3:8443', true],
  ['fd00::/8', 'https://[fd12::1]', true],
  ['[::1]:8443', 'https://[::1]:8443', true],
  ['[::1]', 'https://[::1]', true],
  ['::1', 'https://[::1]', true],
] as const)('NO_PROXY=%s and %s: %p', (list, url, expected) => {
  expect(isExcepted(new URL(url), list)).toBe(expected);
});

test('the proxy comes from https_proxy, HTTPS_PROXY, all_proxy or ALL_PROXY, in this order, and only for https', () => {
  const url = new URL('https://api.pagerduty.com');
  const env = {ALL_PROXY: 'http://d:1', all_proxy: 'http://c:1', HTTPS_PROXY: 'b:1', https_proxy: 'http://u:p@a:1'};
  expect(proxyFor(url, env)).toMatchObject({host: 'a:1', variable: 'https_proxy', hasLogin: true});
  expect(proxyFor(url, {...env, https_proxy: ''})).toMatchObject({address: 'http://b:1', hasLogin: false});
  expect(proxyFor(url, {ALL_PROXY: 'http://d:1', HTTP_PROXY: 'http://e:1'})).toMatchObject({variable: 'ALL_PROXY'});
  expect(proxyFor(url, {HTTP_PROXY: 'http://e:1'})).toBeUndefined();
  expect(proxyFor(url, {...env, no_proxy: 'pagerduty.com', NO_PROXY: ''})).toBeUndefined();
  expect(proxyFor(new URL('http://127.0.0.1:1'), env)).toBeUndefined();
});
