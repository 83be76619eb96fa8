import {describe, expect, test} from 'bun:test';
import {checkedHost} from '../../src/lib/settings/hosts.ts';

describe('a host to which keys may be sent', () => {
  const good = [
    'https://pagerduty.example',
    'https://x.example:8443/',
    'http://127.0.0.1:80',
    'http://127.8.9.1:1',
    'http://[::1]:8080',
    'http://localhost:3000',
  ];
  for (const url of good) {
    test(url, () => {
      expect(checkedHost(url, '--api-url').href).toStartWith(url.slice(0, 12));
    });
  }
});

describe('a host that is refused', () => {
  const bad = [
    'http://pagerduty.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.nip.io',
    'http://127.0.0.1@evil.example',
    'http://u:p@host.example',
    'https://u:p@host.example',
    'http://0.0.0.0:80',
    'http://[::ffff:127.0.0.1]',
    'http://localhost.:80',
    'http://evil.example\\@localhost',
    'http://loca\nlhost',
    'https://host.example/a//b',
    'https://host.example/a/../b',
    'https://host.example/#x',
    'https://host.example?x',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'localhost:3000',
    '//127.0.0.1',
    'x',
  ];
  for (const url of bad) {
    test(JSON.stringify(url), () => {
      expect(() => checkedHost(url, '--api-url')).toThrow('--api-url');
    });
  }
});

test('a password in a refused URL is not repeated', () => {
  expect(() => checkedHost('http://user:hunter2@host.example:99999', '--api-url')).not.toThrow('hunter2');
});
