import {expect, test} from 'bun:test';
import {brief} from '../../src/lib/resources/brief.ts';
import {withDemo} from '../incidents/demo.ts';

const clock = {nowMs: Date.parse('2026-03-01T12:00:00Z'), utc: true};
const reference = (id: string, summary: string) => ({
  id,
  summary,
  type: 'user_reference',
  self: 'https://x',
  html_url: null,
});

test('what is empty is left out, references are a line each, times are those of a clock', () => {
  const record = {
    type: 'service',
    self: 'https://api',
    summary: 'Web',
    html_url: 'https://shop.pagerduty.com/services/P1',
    created_at: '2026-03-01T11:00:00Z',
    name: 'Web',
    id: 'P1',
    description: '',
    teams: [],
    timeout: 0,
    config: {type: 'x', inner: {on: false}},
    owner: reference('P2', 'Ada'),
    users: [reference('P2', 'Ada'), reference('P3', '')],
    layers: [{name: 'L', users: [{user: reference('P2', 'Ada')}]}],
    regions: ['eu', 'us'],
  };
  expect(Object.entries(brief(record, clock))).toEqual([
    ['id', 'P1'],
    ['name', 'Web'],
    ['html_url', 'https://shop.pagerduty.com/services/P1'],
    ['created_at', '2026-03-01 11:00:00Z (1h ago)'],
    ['timeout', '0'],
    ['config.inner.on', 'false'],
    ['owner', 'Ada (P2)'],
    ['users.0', 'Ada (P2)'],
    ['users.1', 'P3'],
    ['layers.0.name', 'L'],
    ['layers.0.users', 'Ada (P2)'],
    ['regions', 'eu, us'],
  ]);
});

test('a table is brief, JSON and fields are what the API sent', async () => {
  await withDemo(async ({pd}) => {
    const shown = (await pd('services show checkout')).stdout;
    expect(shown).toContain('escalation_policy\tPayments (');
    expect(shown).not.toContain('_reference');
    expect(JSON.parse((await pd('services show checkout -o json')).stdout).escalation_policy.type).toBe(
      'escalation_policy_reference',
    );
    const fields = await pd('services show checkout --fields escalation_policy.summary,type --no-header');
    expect(fields.stdout).toBe('Payments\tservice\n');
  });
});
