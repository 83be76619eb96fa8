import {expect, test} from 'bun:test';
import {fieldValues} from '../../src/lib/incidents/field-values.ts';
import {withDemo} from './demo.ts';

test('a custom field is found whatever its case, and its text becomes what the field holds', async () => {
  await withDemo(async ({pd}) => {
    const ran = await pd('incidents fields 7 Post_Mortem=true customers_affected=12 environment=test -o json');
    const values = Object.fromEntries(
      JSON.parse(ran.stdout).map(({name, value}: {name: string; value: unknown}) => [name, value]),
    );
    expect([ran.code, values.post_mortem, values.customers_affected, values.environment]).toEqual([
      0,
      true,
      12,
      'test',
    ]);
    const unknown = await pd('incidents fields 7 severity=high');
    expect([unknown.code, unknown.stdout]).toEqual([4, '']);
    expect(unknown.stderr).toContain('environment, customers_affected, regions, post_mortem');
    const wrong = await pd('incidents fields 7 customers_affected=many');
    expect([wrong.code, wrong.stderr.includes('customers_affected')]).toEqual([2, true]);
  });
});

test('a field with fixed options accepts those of the incident’s type, ignoring case', async () => {
  await withDemo(async ({pd, sandbox, asked}) => {
    const set = (value: string) => pd(`incidents fields 7 environment=${value} --dry-run -o json`);
    expect(JSON.parse((await set('PRODUCTION')).stdout).body.custom_fields[0].value).toBe('production');
    expect(asked()).toContain('GET /incidents/types/incident_default/custom_fields');
    const wrong = await set('prod');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('production, staging, test');
    const [id] = [...sandbox.store.incidents.keys()];
    expect((await pd(`incidents fields ${id} environment=test --dry-run`)).code).toBe(0);
    // Without a right to read the type, PagerDuty says what the options are.
    sandbox.fail({match: {path: '^/incidents/types'}, status: 403, times: -1});
    expect((await set('prod')).code).toBe(0);
    expect((await pd('incidents fields 7 environment=prod')).code).toBe(5);
  });
});

test('texts become numbers and lists where the field holds them, and JSON stays', () => {
  const fields = [
    {name: 'Load', data_type: 'float', field_type: 'single_value'},
    {name: 'regions', data_type: 'string', field_type: 'multi_value'},
    {name: 'shards', data_type: 'integer', field_type: 'multi_value_fixed'},
  ];
  expect(fieldValues({load: '0.5', regions: 'eu, us', shards: '1,2'}, fields)).toEqual([
    {name: 'Load', value: 0.5},
    {name: 'regions', value: ['eu', 'us']},
    {name: 'shards', value: [1, 2]},
  ]);
  expect(fieldValues({regions: '', shards: ' '}, fields).map(({value}) => value)).toEqual([[], []]);
  expect(fieldValues({Load: null}, fields)).toEqual([{name: 'Load', value: null}]);
  for (const shards of ['1.5', '1,,2', '9007199254740993'])
    expect(() => fieldValues({shards}, fields)).toThrow('integer');
});

test('what is empty or missing is told before anything is sent', async () => {
  await withDemo(async ({pd, asked}) => {
    const untitled = await pd('incidents create --service Checkout -s ""');
    expect([untitled.code, untitled.stderr.includes('title')]).toEqual([2, true]);
    for (const verb of ['priority', 'urgency']) {
      const ran = await pd(`incidents ${verb} 8`);
      expect([ran.code, ran.stderr.includes(`The ${verb} is missing`)]).toEqual([2, true]);
    }
    expect((await pd('incidents urgency high')).stderr).toContain('No incident was given');
    expect(asked()).toEqual([]);
  });
});

test('names in a list stand with commas in csv as in the table', async () => {
  await withDemo(async ({pd}) => {
    const ran = await pd('incidents ls -o tsv');
    expect(ran.stdout).toContain('\tGrace Murray\t');
    expect(ran.stdout).not.toContain('["');
  });
});
