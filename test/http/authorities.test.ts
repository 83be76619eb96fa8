import {describe, expect, test} from 'bun:test';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {makeCertificates, type Pair} from '../support/certificates.ts';
import {runPd, tempFolder} from '../support/pd.ts';
import {tlsHost} from '../support/tls-host.ts';

const certificates = makeCertificates();
const key = '0123456789abcdef0123456789abcdef';
const skipped = 'not checked: certificates need openssl on this machine';

async function triggered(host: {url: string; connections: () => number}, variables: Record<string, string>) {
  const env = {PD_EVENTS_URL: host.url, PD_ROUTING_KEY: key, ...variables};
  const {code, stderr} = await runPd(['events', 'trigger', '-s', 'x'], {env});
  return {code, stderr, connections: host.connections()};
}

const accepted = {code: 0, stderr: ''};

test('an authority counts, wherever the system keeps it', async () => {
  if (certificates === undefined) return console.log(skipped);
  const {ca, other, signed} = certificates;
  const host = await tlsHost(signed('anywhere', {}));
  const folder = join(tempFolder(), 'certs');
  mkdirSync(folder);
  copyFileSync(ca.certFile, join(folder, 'ca.pem'));
  const empty = join(tempFolder(), 'empty.pem');
  writeFileSync(empty, '# none\n');
  const trigger = async (variables: Record<string, string>) =>
    await triggered(host, {PD_STATE_DIR: join(tempFolder(), 'state'), ...variables});

  expect(await trigger({SSL_CERT_FILE: ca.certFile})).toEqual({...accepted, connections: 1});
  expect(await trigger({SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 1});
  // The file is asked first, since it is read in half the time.
  expect(await trigger({SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 2});
  expect(await trigger({SSL_CERT_FILE: empty, SSL_CERT_DIR: folder})).toEqual({...accepted, connections: 1});
  expect((await trigger({SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: tempFolder()})).code).toBe(7);
  host.close();
});

/** A machine that trusts two authorities, and what pd remembers on it of a host. */
function machineOf({selfSigned, signed}: NonNullable<typeof certificates>) {
  const name = basename(tempFolder());
  const [first, second] = [`${name}-first`, `${name}-second`];
  const authorities = [selfSigned(first, '/O=First/CN=root').cert, selfSigned(second).cert];
  const bundle = join(tempFolder(), 'bundle.pem');
  writeFileSync(bundle, authorities.join(''));
  const state = join(tempFolder(), 'state');
  const env = {SSL_CERT_FILE: bundle, PD_STATE_DIR: state};
  const file = (): string => join(state, 'authorities', readdirSync(join(state, 'authorities'))[0] ?? '');
  return {
    env,
    authorities: authorities.map(each => each.trim()),
    bundle,
    file,
    remembered: () => JSON.parse(readFileSync(file(), 'utf8')).certificates,
    /** Signed by an authority in between, which the host sends along. */
    below(between: string): Pair {
      const middle = signed(`${name}-middle`, {by: first, subject: between});
      const host = signed(`${name}-below`, {by: `${name}-middle`});
      return {...host, cert: host.cert + middle.cert};
    },
    ofSecond: (): Pair => signed(`${name}-host`, {by: second}),
    trigger: async (host: Awaited<ReturnType<typeof tlsHost>>, variables: Record<string, string> = {}) =>
      await triggered(host, {...env, ...variables}),
  };
}

// Elsewhere pd reads no file of the system's authorities.
describe.skipIf(process.platform !== 'linux')('what is remembered of a host', () => {
  test('is asked first: the authorities of the organization that issued its certificate', async () => {
    if (certificates === undefined) return console.log(skipped);
    const machine = machineOf(certificates);
    const [first, second] = machine.authorities;
    const host = await tlsHost(machine.below('/O=First/CN=between'));
    expect(await machine.trigger(host)).toEqual({...accepted, connections: 1});
    expect(machine.remembered()).toEqual([first]);
    expect(statSync(machine.file()).mode & 0o777).toBe(0o600);
    expect(await machine.trigger(host)).toEqual({...accepted, connections: 1});

    // Another authority that the system trusts costs one more handshake, once.
    await host.present(machine.ofSecond());
    expect(await machine.trigger(host)).toEqual({...accepted, connections: 2});
    expect(machine.remembered()).toEqual([first, second]);
    expect(await machine.trigger(host)).toEqual({...accepted, connections: 1});
    host.close();
  });

  test('is the same after several connections at once', async () => {
    if (certificates === undefined) return console.log(skipped);
    const machine = machineOf(certificates);
    const host = await tlsHost(machine.below('/O=First/CN=between'));
    const event = {event_action: 'trigger', payload: {summary: 'x', source: 'x', severity: 'info'}};
    const events = Array.from({length: 8}, (_, index) => JSON.stringify({...event, dedup_key: `${index}`}));
    const env = {PD_EVENTS_URL: host.url, PD_ROUTING_KEY: key, ...machine.env};
    expect((await runPd(['events', 'send', '-'], {env, stdin: events.join('\n')})).code).toBe(0);
    expect(host.connections()).toBeGreaterThan(1);
    expect(machine.remembered()).toEqual([machine.authorities[0]]);
    host.close();
  });

  test('counts only while the system has it too', async () => {
    if (certificates === undefined) return console.log(skipped);
    const machine = machineOf(certificates);
    const host = await tlsHost(machine.below('/O=First/CN=between'));
    await machine.trigger(host);
    writeFileSync(machine.bundle, `${machine.authorities[1]}\n`);
    const {code, stderr} = await machine.trigger(host, {SSL_CERT_DIR: tempFolder()});
    expect({code, stderr}).toEqual({code: 7, stderr: expect.stringContaining('is not trusted')});
    host.close();
  });

  test('is nothing where the organization is not among the authorities', async () => {
    if (certificates === undefined) return console.log(skipped);
    const machine = machineOf(certificates);
    const host = await tlsHost(machine.below('/O=Elsewhere/CN=between'));
    for (const _ of [1, 2]) {
      expect(await machine.trigger(host)).toEqual({...accepted, connections: 1});
      expect(machine.remembered()).toEqual([]);
    }
    host.close();
  });

  test('never keeps an event from being sent', async () => {
    if (certificates === undefined) return console.log(skipped);
    const machine = machineOf(certificates);
    const host = await tlsHost(machine.ofSecond());
    await machine.trigger(host);
    const file = machine.file();
    const good = readFileSync(file, 'utf8');
    const junk = ['', '{', '[]', '{"certificates": "x"}', '{"certificates": [1, null]}', '\0'.repeat(9)];
    for (const bad of [...junk, good.replace('BEGIN', 'END'), good.replace(/\bM/, 'N')]) {
      writeFileSync(file, bad);
      expect([bad, await machine.trigger(host)]).toEqual([bad, {...accepted, connections: 1}]);
    }
    const newer = '{"version": 9}';
    writeFileSync(file, newer);
    expect(await machine.trigger(host)).toEqual({...accepted, connections: 1});
    expect(readFileSync(file, 'utf8')).toBe(newer);
    for (const PD_STATE_DIR of ['relative', '/dev/null', '/proc/none'])
      expect(await machine.trigger(host, {PD_STATE_DIR})).toMatchObject({code: 0, connections: 1});
    host.close();
  });
});
