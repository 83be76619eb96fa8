import type {Bundled} from './bundled.ts';

interface Component {
  type: 'application' | 'library' | 'platform';
  'bom-ref': string;
  group?: string;
  name: string;
  version: string;
  purl: string;
  licenses: Array<{license: {id: string}} | {expression: string}>;
  hashes?: Array<{alg: 'SHA-512'; content: string}>;
}

interface Described {
  version: string;
  runtimeVersion: string;
  packages: readonly Bundled[];
  timeS: number;
}

/** What the program is made of, as CycloneDX 1.5, without a serial number, which would differ each time. */
export function sbom({version, runtimeVersion, packages, timeS}: Described): string {
  const pd: Component = {
    type: 'application',
    'bom-ref': `pkg:npm/pd-cli@${version}`,
    name: 'pd-cli',
    version,
    purl: `pkg:npm/pd-cli@${version}`,
    licenses: [licensed('MIT')],
  };
  const runtime: Component = {
    type: 'platform',
    'bom-ref': `pkg:npm/bun@${runtimeVersion}`,
    name: 'bun',
    version: runtimeVersion,
    purl: `pkg:npm/bun@${runtimeVersion}`,
    licenses: [licensed('MIT')],
  };
  const components = [runtime, ...packages.map(library)];
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {timestamp: new Date(timeS * 1000).toISOString(), component: pd},
    components,
    dependencies: [{ref: pd['bom-ref'], dependsOn: components.map(component => component['bom-ref'])}],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function library({name, version, licence, integrity}: Bundled): Component {
  const [group, bare] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : {group}),
    name: bare ?? name,
    version,
    purl,
    licenses: [licensed(licence)],
    hashes: [{alg: 'SHA-512', content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')}],
  };
}

const licensed = (licence: string) =>
  / (?:OR|AND|WITH) /.test(licence) ? {expression: licence} : {license: {id: licence}};
