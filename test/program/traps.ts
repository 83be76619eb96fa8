import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** What a program that is started here might take in: each leaves a mark with its own name where it is run. */
interface Trap {
  /** What would take it in. */
  why: string;
  content: (mark: string) => string;
  isProgram?: boolean;
}

const evil = 'http://127.0.0.1:1';
const code = (mark: string): string => `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`;
const moduleCode = (mark: string): string => `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(mark)}, '')`;
const lines = `PD_EVENTS_URL=${evil}\nPD_API_URL=${evil}\nPD_ROUTING_KEY=${'E'.repeat(32)}\nPD_PROFILE=evil\n`;
const profiles = JSON.stringify({current: 'evil', profiles: {evil: {eventsUrl: evil, apiUrl: evil}}});
const script = (mark: string): string => `#!/bin/sh\n: > '${mark}'\necho evil\n`;

const settingsFile = (why: string): Trap => ({why, content: () => lines});
const program = (why: string): Trap => ({why, content: script, isProgram: true});
const library = (why: string): Trap => ({why, content: code});

const traps: Readonly<Record<string, Trap>> = {
  '.env': settingsFile('the runtime’s variables'),
  '.env.local': settingsFile('the runtime’s variables'),
  '.env.production': settingsFile('the runtime’s variables'),
  '.env.development': settingsFile('the runtime’s variables'),
  'bunfig.toml': {why: 'the runtime’s settings', content: () => 'preload = ["./preload.js"]\n'},
  '.bunfig.toml': {why: 'the runtime’s settings, at home', content: () => 'preload = ["./preload.js"]\n'},
  'preload.js': library('what those name'),
  'package.json': {
    why: 'the runtime, oclif and conf',
    content: () =>
      JSON.stringify({
        name: 'pd',
        version: '6.6.6',
        type: 'commonjs',
        imports: {'#*': './preload.js'},
        oclif: {bin: 'evil', commands: './preload.js', hooks: {init: './preload.js'}, plugins: ['evil']},
      }),
  },
  'tsconfig.json': {
    why: 'the runtime’s resolver',
    content: () => JSON.stringify({compilerOptions: {baseUrl: '.', paths: {'*': ['./preload.js']}}}),
  },
  'node_modules/got/index.js': {why: 'a package that is loaded late', content: moduleCode},
  'node_modules/conf/index.js': {why: 'a package that is loaded late', content: moduleCode},
  'node_modules/@oclif/core/index.js': library('a package that is loaded late'),
  'node_modules/evil/index.js': library('an oclif plugin'),
  'profiles.json': {why: 'pd’s own settings', content: () => profiles},
  'config.json': {why: 'conf', content: () => profiles},
  '.pdrc': settingsFile('a file of settings'),
  op: program('a credential command'),
  'rundll32.exe': program('the opener of Windows'),
  'xdg-open': program('the opener of Linux'),
  flock: program('the lock'),
  sh: program('scripts'),
  'libc.so.6': {why: 'the library of posix_spawn and flock', content: () => 'not a library'},
};

/** Puts all of them into a folder. */
export function setTraps(folder: string, marks: string): void {
  for (const [name, {content, isProgram = false}] of Object.entries(traps)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, content(join(marks, name.replaceAll('/', '_'))));
    chmodSync(file, isProgram ? 0o755 : 0o644);
  }
}

/** Variables that other programs made of the same parts heed. Those of the runtime itself: runtime-variables.test.ts. */
export const variables: Readonly<Record<string, (folder: string) => string>> = {
  NODE_OPTIONS: folder => `--require ${folder}/preload.js`,
  NODE_PATH: folder => `${folder}/node_modules`,
  NODE_ENV: () => 'development',
  NODE_V8_COVERAGE: folder => `${folder}/coverage`,
  NODE_REDIRECT_WARNINGS: folder => `${folder}/warnings`,
  NODE_DEBUG: () => '*',
  DEBUG: () => '*',
  PD_DEBUG: () => '1',
  PD_BINPATH: folder => `${folder}/op`,
  OCLIF_TS_NODE: () => '1',
  OCLIF_DEBUG: () => '1',
  TS_NODE_PROJECT: folder => `${folder}/tsconfig.json`,
  npm_config_user_agent: () => 'evil',
  npm_package_json: folder => `${folder}/package.json`,
  INIT_CWD: folder => folder,
  PWD: folder => folder,
  SNAP: folder => folder,
  XDG_CONFIG_DIRS: folder => folder,
  XDG_DATA_HOME: folder => folder,
  BROWSER: folder => `${folder}/xdg-open`,
  PAGER: folder => `${folder}/op`,
  BASH_ENV: folder => `${folder}/op`,
  ENV: folder => `${folder}/op`,
};
