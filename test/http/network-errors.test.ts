import {expect, test} from 'bun:test';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import {networkErrors} from '../../src/lib/http/network-errors.ts';
import {makeCertificates} from '../support/certificates.ts';
import {runLine} from '../support/line.ts';
import {listening} from '../support/listening.ts';
import {inParallel} from '../support/parallel.ts';
import {runPd} from '../support/pd.ts';

const certificates = makeCertificates();
const open: (http.Server | net.Server)[] = [];

async function listen(server: net.Server | http.Server): Promise<number> {
  open.push(server);
  return await listening(server, 'localhost');
}

interface Case {
  name: string;
  env: Record<string, string>;
  says: RegExp;
  next: RegExp;
  /** Ends at once, whatever --max-wait says. */
  isFinal: boolean;
  /** Nobody answers there. */
  isSilent?: boolean;
}

/** An API that was asked nothing: what arrives here is counted. */
const arrived = {requests: 0};
const api: http.RequestListener = (request, response) => {
  arrived.requests += 1;
  request
    .resume()
    .on('end', () => response.writeHead(201, {'content-type': 'application/json'}).end('{"team":{"id":"PT1"}}'));
};

/** The alert of a server that has nothing in common with its client. */
const handshakeFailure = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

const at = (port: number): Record<string, string> => ({PD_API_URL: `https://localhost:${port}`});

async function tlsCases({ca, other, signed}: NonNullable<typeof certificates>): Promise<Case[]> {
  const good = signed('good', {});
  const chain = signed('chain', {by: 'other'});
  const serve = (options: https.ServerOptions) => listen(https.createServer(options, api));
  const isFinal = true;
  return [
    {
      ...{name: 'a leaf without its chain', says: /certificate of localhost:\d+ is not trusted/, isFinal},
      ...{
        env: {...at(await serve(signed('leaf', {by: 'other'}))), NODE_EXTRA_CA_CERTS: ''},
        next: /NODE_EXTRA_CA_CERTS/,
      },
    },
    {name: 'signed by itself', env: at(await serve(other)), says: /not trusted/, next: /NODE_EXTRA_CA_CERTS/, isFinal},
    {
      ...{name: 'a chain of another', says: /not trusted/, next: /NODE_EXTRA_CA_CERTS/, isFinal},
      env: at(await serve({...chain, cert: chain.cert + other.cert})),
    },
    {
      ...{name: 'not valid yet', says: /not valid yet/, next: /clock/, isFinal},
      env: at(await serve(signed('early', {from: '20980101000000Z'}))),
    },
    {
      ...{name: 'expired', says: /has expired/, next: /clock/, isFinal},
      env: at(await serve(signed('late', {until: '20210101000000Z'}))),
    },
    {
      ...{name: 'another name', says: /is for another name/, next: /check the host/, isFinal},
      env: at(await serve(signed('named', {host: 'other.example'}))),
    },
    {
      ...{
        name: 'a client certificate is wanted',
        says: /asks for a client certificate/,
        next: /--client-cert/,
        isFinal,
      },
      env: at(await serve({...good, ca: ca.cert, requestCert: true, rejectUnauthorized: true})),
    },
    {
      ...{name: 'the same in TLS 1.2', says: /client certificate|refused TLS/, next: /./, isFinal},
      env: at(await serve({...good, ca: ca.cert, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2'})),
    },
    {
      ...{name: 'no TLS at all', says: /does not speak TLS/, next: /check the host and its port/, isFinal},
      env: at(await listen(http.createServer(api))),
    },
    {
      ...{name: 'no cipher in common', says: /refused TLS/, next: /too old/, isFinal},
      env: at(await listen(net.createServer(socket => void socket.end(handshakeFailure)))),
    },
  ];
}

/** A proxy that answers CONNECT with these lines, or by ending the connection. */
const proxyThat = (head: string): Promise<number> =>
  listen(
    http
      .createServer()
      .on('connect', (_request, socket) => void socket.end(head === '' ? '' : `HTTP/1.1 ${head}\r\n\r\n`)),
  );

async function networkCases(cas: NonNullable<typeof certificates>): Promise<Case[]> {
  const through = (address: string) => ({PD_API_URL: 'https://localhost:9', HTTPS_PROXY: address});
  const mute = await listen(net.createServer());
  const hangUp = await listen(net.createServer(socket => void socket.destroy()));
  const tlsProxy = await listen(tls.createServer(cas.other));
  const onFresh = {isFinal: false, next: /check the network/};
  const ofProxy = {isFinal: false, next: /check HTTPS_PROXY/};
  return [
    {name: 'refused', env: at(1), says: /not reached: localhost:1 refused the connection/, ...onFresh},
    {
      name: 'no such name',
      env: {PD_API_URL: 'https://nosuch.invalid'},
      says: /the name nosuch.invalid could not/,
      ...onFresh,
    },
    {
      name: 'no TLS in time',
      env: at(mute),
      says: /did not speak TLS within/,
      isSilent: true,
      isFinal: false,
      next: /^/,
    },
    {name: 'hung up in TLS', env: at(hangUp), says: /closed the connection|not reached/, isFinal: false, next: /^/},
    {
      name: 'no proxy there',
      env: through('http://localhost:1'),
      says: /the proxy localhost:1 \(HTTPS_PROXY\) refused/,
      ...ofProxy,
    },
    {
      name: 'no such proxy',
      env: through('http://nosuch.invalid:1'),
      says: /the name of the proxy nosuch.invalid:1 \(HTTPS_PROXY\) could not be looked up/,
      ...ofProxy,
    },
    {
      name: 'a silent proxy',
      env: through(`http://localhost:${mute}`),
      says: /the proxy .* did not answer within/,
      isSilent: true,
      isFinal: false,
      next: /^/,
    },
    {
      ...{name: '407', says: /The proxy .* requires a login/, next: /user:password@host/, isFinal: true},
      env: through(`http://localhost:${await proxyThat('407 Proxy Authentication Required')}`),
    },
    {
      ...{name: '407 again', says: /The proxy .* refused the login/, next: /user:password@host/, isFinal: true},
      env: through(`http://u:p@localhost:${await proxyThat('407 Proxy Authentication Required')}`),
    },
    {
      ...{
        name: '403',
        says: /The proxy .* does not let pd reach localhost:9 \(HTTP 403\)/,
        next: /allowed there/,
        isFinal: true,
      },
      env: through(`http://localhost:${await proxyThat('403 Forbidden')}`),
    },
    {
      name: '502',
      env: through(`http://localhost:${await proxyThat('502 Bad Gateway')}`),
      says: /could not reach localhost:9/,
      ...ofProxy,
    },
    {
      name: 'a proxy that breaks off',
      env: through(`http://localhost:${await proxyThat('')}`),
      says: /the proxy .* closed/,
      ...ofProxy,
    },
    {
      ...{
        name: 'an http proxy as https',
        says: /The proxy .* does not speak TLS/,
        next: /with http:\/\//,
        isFinal: true,
      },
      env: through(`https://localhost:${await proxyThat('200 OK')}`),
    },
    {
      name: 'an https proxy as http',
      env: through(`http://localhost:${tlsProxy}`),
      says: /the proxy .* closed/,
      isFinal: false,
      next: /^/,
    },
    {
      ...{
        name: "the proxy's own certificate",
        says: /certificate of the proxy .* is not trusted/,
        next: /CA/,
        isFinal: true,
      },
      env: through(`https://localhost:${tlsProxy}`),
    },
  ];
}

test('each network error is reported, and retried if that may help: even a POST, since nothing of it was sent', async () => {
  if (certificates === undefined) {
    console.log('not checked: the errors of TLS need openssl on this machine');
    return;
  }
  const cases = [...(await tlsCases(certificates)), ...(await networkCases(certificates))];
  const trusted = {NODE_EXTRA_CA_CERTS: certificates.ca.certFile, PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};
  const post = ['rest', 'post', 'teams', '-d', '{"name":"x"}', '--max-wait', '3s', '-o', 'table', '--debug'];
  await inParallel(cases, 4, async ({name, env, says, next, isFinal, isSilent}) => {
    const {code, stderr} = await runPd(isSilent ? [...post, '--timeout', '700ms'] : post, {env: {...trusted, ...env}});
    // What can be tried again is also told at each try: the last one may have been cut short by --max-wait.
    const end = stderr.trimEnd().split('\n').at(-1) ?? '';
    const said = isFinal ? end : stderr;
    expect({name, code, said}).toMatchObject({code: 7, said: expect.stringMatching(says)});
    if (says.test(end)) expect({name, end}).toMatchObject({end: expect.stringMatching(new RegExp(next.source, 'i'))});
    expect({name, stderr}).toMatchObject({stderr: expect.not.stringContaining('outcome is unknown')});
    const attempts = stderr.split('> POST').length - 1;
    expect({name, tries: isFinal ? attempts : Math.min(attempts, 2)}).toEqual({name, tries: isFinal ? 1 : 2});
  });
  expect(arrived.requests).toBe(0);
  for (const server of open) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

/** The alerts of TLS by which a server ends a handshake for good, and what each is told as. */
const alerts: readonly (readonly [number, RegExp])[] = [
  ...[41, 42, 43, 44, 45, 46, 48, 116].map(alert => [alert, /asks for a client certificate/] as const),
  ...[40, 49, 70, 71, 112].map(alert => [alert, /refused TLS/] as const),
];

test.each(alerts)('TLS alert %i ends the command at once', async (alert, says) => {
  let connections = 0;
  const server = net.createServer(socket => {
    connections += 1;
    socket.on('error', () => undefined).end(Buffer.from([0x15, 3, 3, 0, 2, 2, alert]));
  });
  const env = {...at(await listen(server)), PD_API_KEY: 'u+aBcDeFgHiJkLmNoPqR'};
  const {code, stderr} = await runLine(['rest', 'get', 'users', '-o', 'table', '--max-wait', '20s'], {env});
  server.close();
  expect({code, stderr, connections}).toMatchObject({code: 7, stderr: expect.stringMatching(says), connections: 1});
});

test('each code is in the table once', () => {
  const codes = networkErrors.flatMap(row => row.codes);
  expect(new Set(codes).size).toBe(codes.length);
});
