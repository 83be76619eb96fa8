// Removes what packages do when they are loaded and pd does not need, since it would slow down every start. A change that
// no longer applies, because a package has another version, fails the build.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {BunPlugin} from 'bun';

type Change = readonly [found: string, replacement: string];

const lightStream = join(import.meta.dir, '..', 'src', 'lib', 'http', 'light-stream.ts');

/** The changes to each file, by the end of its path. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  // Only a time limit of got's own needs it.
  'got/dist/source/core/timed-out.js': [
    ["import net from 'node:net';", "const net = {isIP: text => require('node:net').isIP(text)};"],
  ],
  'got/dist/source/core/utils/timer.js': [
    ["import { errorMonitor } from 'node:events';", ''],
    ['origin.once(errorMonitor,', "origin.once(require('node:events').errorMonitor,"],
    [
      "import { types } from 'node:util';",
      "const types = {isProxy: value => require('node:util').types.isProxy(value)};",
    ],
  ],
  'got/dist/source/core/options.js': [
    [
      "import { promisify, inspect, isDeepStrictEqual, } from 'node:util';",
      `const promisify = (...all) => require('node:util').promisify(...all);
      const inspect = (...all) => require('node:util').inspect(...all);
      const isDeepStrictEqual = (...all) => require('node:util').isDeepStrictEqual(...all);`,
    ],
    // The first request of a command needs none of these.
    ["import https from 'node:https';", "const https = {get request() { return require('node:https').request; }};"],
    ["import http from 'node:http';", "const http = {get request() { return require('node:http').request; }};"],
    // A wrapper would do, but the runtime's agent reuses a connection only for its own function.
    ["import { checkServerIdentity } from 'node:tls';", ''],
    [
      'checkServerIdentity: https.checkServerIdentity ?? checkServerIdentity,',
      "get checkServerIdentity() { return https.checkServerIdentity ?? require('node:tls').checkServerIdentity; },",
    ],
    ["import DnsCache from './utils/dns-cache.js';", 'class DnsCache {}'],
    // Every request copies its options. Loops do that in half of the time.
    [
      'hooks: Object.fromEntries(Object.entries(hooks).map(([event, handlers]) => [event, [...handlers]])),',
      'hooks: mapValues(hooks, handlers => [...handlers]),',
    ],
    [
      "const cloneHeaders = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => name !== '__proto__').map(([name, value]) => [name, cloneHeaderValue(value)]));",
      'const cloneHeaders = (headers) => { const { __proto__: _, ...all } = headers; return mapValues(all, cloneHeaderValue); };',
    ],
    [
      'const cloneHttps = (https) => Object.fromEntries(Object.entries(https).map(([key, value]) => [key, Array.isArray(value) ? value.map(item => is.plainObject(item) ? { ...item } : item) : value]));',
      `const mapValues = (all, change) => {
        const changed = {};
        for (const key in all) changed[key] = change(all[key]);
        return changed;
      };
      const cloneHttps = (https) => mapValues(https, value => Array.isArray(value) ? value.map(item => is.plainObject(item) ? { ...item } : item) : value);`,
    ],
    ["import http2Client from './utils/http2-client.js';", 'const http2Client = {};'],
  ],
  'got/dist/source/core/index.js': [
    // The streams of pd have no such events, and pd gives got no signal.
    ["import { addAbortListener, errorMonitor } from 'node:events';", "const errorMonitor = Symbol('none');"],
    ['this._abortListenerDisposer = addAbortListener(signal, abort);', "throw new Error('left out of pd');"],
    ["import { Duplex } from 'node:stream';", `import { LightDuplex as Duplex } from ${JSON.stringify(lightStream)};`],
    // pd has no hooks that could change the URL. Remembering what it was takes a twentieth of a request.
    [
      'const urlBeforeRequestHooks = options.url instanceof URL ?',
      'const urlBeforeRequestHooks = options.hooks.beforeRequest.length > 0 && options.url instanceof URL ?',
    ],
    [
      'const boundaryBeforeRequestHooks = getUrlPrefixBoundary(options);',
      'const boundaryBeforeRequestHooks = urlBeforeRequestHooks && getUrlPrefixBoundary(options);',
    ],
    // Answers over pd's own connections need no options for node:http.
    [
      'this._requestOptions = options.createNativeRequestOptions();',
      'this._requestOptions = options.request === undefined ? options.createNativeRequestOptions() : {};',
    ],
    // What the headers say counts only for an answer that is piped on.
    [
      'const connectionListedHeaders = getConnectionListedHeaders(response.headers);',
      'const connectionListedHeaders = this._pipedServerResponses.size > 0 && getConnectionListedHeaders(response.headers);',
    ],
    // The answer has its status text already, and pd pipes into no server's response.
    ["import http, { ServerResponse } from 'node:http';", 'class ServerResponse {} const http = {STATUS_CODES: {}};'],
    [
      "import { Http2ServerResponse, constants as http2Constants } from 'node:http2';",
      'class Http2ServerResponse {} const http2Constants = {};',
    ],
    [
      "import CacheableRequest, { CacheError as CacheableCacheError, } from 'cacheable-request';",
      'class CacheableRequest {} class CacheableCacheError extends Error {}',
    ],
    // Loaded only when needed, which is hardly ever.
    [
      "import decompressResponse from './utils/decompress-response.js';",
      `const decompressResponse = response => response.headers['content-encoding'] === undefined
        ? response : require('./utils/decompress-response.js').default(response);`,
    ],
  ],
  // The program holds it: there is no folder beside it.
  'jq-web/jq.js': [
    ["    return locateFile('jq.wasm');", "    const file = require('./jq.wasm'); return file.default ?? file;"],
  ],
  // pd reads streams.
  'got/dist/source/create.js': [
    ["import asPromise from './as-promise/index.js';", 'const asPromise = undefined;'],
    // Nor has pd a handler.
    [
      'const boundaryBeforeHandlers = request.options ?',
      'const boundaryBeforeHandlers = request.options && defaults.handlers.length > 0 ?',
    ],
    // pd's own options are plain.
    [
      'requestOptions = Object.defineProperties({}, Object.getOwnPropertyDescriptors(options));',
      'requestOptions = {...options};',
    ],
    // pd makes no instances with options of their own.
    ['options: new Options(undefined, undefined, defaults.options),', 'options: defaults.options,'],
    [
      "import { setTimeout as delay } from 'node:timers/promises';",
      "const delay = (...all) => require('node:timers/promises').setTimeout(...all);",
    ],
  ],
  'got/dist/source/core/utils/strip-url-auth.js': [
    [
      'const sanitized = new URL(url);',
      "if (url instanceof URL && url.username === '' && url.password === '') return url.href; const sanitized = new URL(url);",
    ],
  ],
  'got/dist/source/core/diagnostics-channel.js': [
    // Nobody subscribes.
    ["import diagnosticsChannel from 'node:diagnostics_channel';", 'const diagnosticsChannel = {channel: () => ({})};'],
    ["import { randomUUID } from 'node:crypto';", 'const randomUUID = () => crypto.randomUUID();'],
  ],
  '@sindresorhus/is/distribution/index.js': [
    // There is no HTML here. Compiling the pattern takes 0.8 ms.
    ['/HTML\\w+Element/v.test(objectTypeName) && isHtmlElement(value)', 'false'],
    // The checks that nobody imports by name are left out of the program.
    ['const is = Object.assign(detect, {', 'const is = detect;\nconst all = /* @__PURE__ */ Object.assign(detect, {'],
    ['export default is;', 'export default all;'],
    // Saves 2.5 ms: these only word errors.
    [
      "const andFormatter = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });",
      "const andFormatter = { format: list => new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(list) };",
    ],
    [
      "const orFormatter = new Intl.ListFormat('en', { style: 'long', type: 'disjunction' });",
      "const orFormatter = { format: list => new Intl.ListFormat('en', { style: 'long', type: 'disjunction' }).format(list) };",
    ],
  ],
  'uint8array-extras/index.js': [
    [
      "const byteToHexLookupTable = Array.from({length: 256}, (_, index) => index.toString(16).padStart(2, '0'));",
      "const byteToHexLookupTable = new Proxy([], {get: (_, index) => Number(index).toString(16).padStart(2, '0')});",
    ],
  ],
};

/** got's files whose checks are imported one by one (`is.string` as `isString`). Loading all 250 of them takes 0.5 ms. */
const filesWithChecks = 6;
const gotFile = /[\\/]got[\\/]dist[\\/]source[\\/].*\.js$/;
const checksImport = /^import is(?:, \{ (\w+) \})? from '@sindresorhus\/is';$/m;

/** How many of oclif's own requires, in the version that package.json names, wait until they are needed. */
const expectedLazyRequires = 237;
const oclifFile = /@oclif[\\/]core[\\/]lib[\\/].*\.js$/;
const topLevelRequire = /^(?:const|var) (\w+) = (__importDefault\()?require\(("[^"]+")\)\)?;$/gm;

export interface LighterPackages {
  plugin: BunPlugin;
  /** Throws if a change has not been made everywhere. */
  check: () => void;
}

export function lighterPackages(): LighterPackages {
  const made = new Set<string>();
  let lazyRequires = 0;
  let checkedFiles = 0;
  const byName = (text: string): string => {
    const names = new Set<string>();
    const used = text.replace(/\b(is|assert)\.([a-z])(\w*)/g, (_, kind: string, first: string, rest: string) => {
      names.add(`${kind}${first.toUpperCase()}${rest} as ${kind}$${first}${rest}`);
      return `${kind}$${first}${rest}`;
    });
    return used.replace(checksImport, (_, other: string | undefined) => {
      checkedFiles += 1;
      if (other !== undefined && other !== 'assert') names.add(other);
      return `import { ${[...names].join(', ')} } from '@sindresorhus/is';`;
    });
  };
  const lightened = (path: string): string => {
    let text = readFileSync(path, 'utf8');
    const file = Object.keys(changes).find(end => path.replaceAll('\\', '/').endsWith(`/${end}`)) ?? '';
    for (const [found, replacement] of changes[file] ?? []) {
      if (text.split(found).length !== 2) throw new Error(`${path} does not hold once: ${found}`);
      text = text.replace(found, () => replacement);
    }
    made.add(file);
    return checksImport.test(text) ? byName(text) : text;
  };
  const lazy = (path: string): string => {
    const text = readFileSync(path, 'utf8');
    const names: string[] = [];
    const declared = text.replaceAll(
      topLevelRequire,
      (_, name: string, isDefault: string | undefined, from: string) => {
        names.push(name);
        const loaded = isDefault ? `__importDefault(require(${from}))` : `require(${from})`;
        return `const ${name}$ = {get it() { return ${loaded}; }};`;
      },
    );
    lazyRequires += names.length;
    return names.reduce(
      (all, name) => all.replaceAll(new RegExp(`\\b${name}\\b(?!\\$)`, 'g'), `${name}$$.it`),
      declared,
    );
  };
  return {
    plugin: {
      name: 'lighter-packages',
      setup(build) {
        build.onLoad({filter: oclifFile}, ({path}) => ({loader: 'js', contents: lazy(path)}));
        const ends = Object.keys(changes).map(end => end.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]'));
        build.onLoad({filter: new RegExp(`(?:${gotFile.source}|(?:${ends.join('|')})$)`)}, ({path}) => ({
          loader: 'js',
          contents: lightened(path),
        }));
      },
    },
    check() {
      const missing = Object.keys(changes).filter(file => !made.has(file));
      if (missing.length > 0) throw new Error(`These are not part of the program any more: ${missing.join(', ')}`);
      if (checkedFiles !== filesWithChecks)
        throw new Error(`${checkedFiles} files of got's import their checks, not ${filesWithChecks}`);
      if (lazyRequires !== expectedLazyRequires)
        throw new Error(`oclif has ${lazyRequires} requires that can wait, not ${expectedLazyRequires}`);
    },
  };
}
