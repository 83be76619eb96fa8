import {describe, expect, test} from 'bun:test';
import {chmodSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {configFolder, stateFolder} from '../../src/lib/files/folders.ts';
import {ensurePrivateFolder} from '../../src/lib/files/trust.ts';
import {ioWith} from '../support/io.ts';
import {tempFolder} from '../support/pd.ts';

const placesOf = (platform: NodeJS.Platform, env: Record<string, string>, home: string | undefined = '/home/ana') => {
  const io = ioWith(env, {platform, homeFolder: () => home});
  return [configFolder(io), stateFolder(io)];
};

describe('the folders of the files', () => {
  test('on Linux', () => {
    expect(placesOf('linux', {})).toEqual(['/home/ana/.config/pd', '/home/ana/.local/state/pd']);
    expect(placesOf('linux', {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'})).toEqual(['/c/pd', '/s/pd']);
    expect(placesOf('linux', {XDG_CONFIG_HOME: 'relative', XDG_STATE_HOME: ''})).toEqual(placesOf('linux', {}));
    expect(placesOf('linux', {PD_CONFIG_DIR: '/p', PD_STATE_DIR: '/q', XDG_STATE_HOME: '/s'})).toEqual(['/p', '/q']);
  });

  test('on macOS and Windows', () => {
    const library = '/home/ana/Library/Application Support/pd';
    expect(placesOf('darwin', {})).toEqual([library, `${library}/state`]);
    expect(placesOf('win32', {APPDATA: '/roaming', LOCALAPPDATA: '/local'})).toEqual([
      '/roaming/pd',
      '/local/pd/state',
    ]);
  });

  test('nowhere without a home', () => {
    expect(placesOf('linux', {}, '')).toEqual([undefined, undefined]);
  });
});

describe('a private folder', () => {
  test('is created with mode 0700, like its parents, whatever the umask', () => {
    for (const umask of [0, 0o777]) {
      const folder = join(tempFolder(), 'a', 'b');
      const before = process.umask(umask);
      try {
        ensurePrivateFolder(folder);
      } finally {
        process.umask(before);
      }
      expect([join(folder, '..'), folder].map(path => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    }
  });

  test('is refused if others can write to it, or if it is a file', () => {
    const folder = join(tempFolder(), 'open');
    mkdirSync(folder);
    for (const mode of [0o770, 0o702, 0o1777]) {
      chmodSync(folder, mode);
      expect(() => ensurePrivateFolder(folder)).toThrow(folder);
    }
    chmodSync(folder, 0o755);
    expect(() => ensurePrivateFolder(folder)).not.toThrow();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => ensurePrivateFolder(file)).toThrow('not a folder');
  });
});
