import {expect, test} from 'bun:test';
import {Ajv} from 'ajv';
import {bundledPackages} from '../../scripts/release/bundled.ts';
import {thirdPartyLicences} from '../../scripts/release/licences.ts';
import {sbom} from '../../scripts/release/sbom.ts';

const packages = await bundledPackages();

const text = {type: 'string', minLength: 1};
const component = {
  type: 'object',
  required: ['type', 'bom-ref', 'name', 'version', 'purl', 'licenses'],
  additionalProperties: false,
  properties: {
    type: {enum: ['application', 'library', 'platform']},
    'bom-ref': text,
    group: {type: 'string', pattern: '^@'},
    name: text,
    version: text,
    purl: {type: 'string', pattern: '^pkg:npm/(%40[^/]+/)?[^/@]+@[^@]+$'},
    licenses: {type: 'array', minItems: 1, items: {type: 'object', minProperties: 1, maxProperties: 1}},
    hashes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['alg', 'content'],
        properties: {alg: {const: 'SHA-512'}, content: {type: 'string', pattern: '^[0-9a-f]{128}$'}},
      },
    },
  },
};
/** The parts of CycloneDX 1.5 that pd uses. */
const shape = {
  type: 'object',
  required: ['bomFormat', 'specVersion', 'version', 'metadata', 'components', 'dependencies'],
  additionalProperties: false,
  properties: {
    $schema: {const: 'http://cyclonedx.org/schema/bom-1.5.schema.json'},
    bomFormat: {const: 'CycloneDX'},
    specVersion: {const: '1.5'},
    version: {const: 1},
    metadata: {
      type: 'object',
      required: ['timestamp', 'component'],
      properties: {timestamp: {type: 'string', pattern: '^2026-02-02T02:40:00.000Z$'}, component},
    },
    components: {type: 'array', minItems: 20, uniqueItems: true, items: component},
    dependencies: {type: 'array', minItems: 1},
  },
};

test('the SBOM is CycloneDX and names what the program is made of, and nothing else', () => {
  const bom: unknown = JSON.parse(sbom({version: '1.2.3', runtimeVersion: '1.4.5', packages, timeS: 1_770_000_000}));
  const check = new Ajv().compile(shape);
  expect(check(bom) || check.errors).toBe(true);
  const names = packages.map(({name}) => name);
  for (const name of ['got', '@oclif/core', 'cli-table3', 'yaml']) expect(names).toContain(name);
  // For development, for another runtime, and left out of the program.
  for (const name of ['typescript', '@oven/bun-linux-x64-baseline', 'http2-wrapper']) expect(names).not.toContain(name);
});

test('every package in the program comes with the text of its licence', () => {
  const licences = thirdPartyLicences(packages);
  for (const {name, version, licence} of packages) {
    expect(licence).toMatch(/^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)$/);
    expect(licences).toContain(`\n${name} ${version} (${licence})\n`);
  }
  expect(licences).toContain('JavaScriptCore');
});
