import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {World} from './world.ts';

/**
 * A keychain of files: `store` reads the secret from its standard input, `lookup` prints it, `clear` removes it unless there is a
 * file `locked`: all by the attributes.
 */
export function fakeTool(one: World, store = 'cat > "$file"'): {PATH: string} {
  const bin = join(one.folder, 'bin');
  mkdirSync(bin);
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >> '${one.folder}/calls'`,
    'action=$1; shift',
    'case "$1" in --label=*) shift;; esac',
    `file='${one.folder}/'"$(printf %s "$*" | tr ' /' '__')"`,
    `case $action in store) ${store};; clear) test ! -e '${one.folder}/locked' && rm "$file";; *) cat "$file";; esac`,
  ];
  writeFileSync(join(bin, 'secret-tool'), `${lines.join('\n')}\n`, {mode: 0o755});
  return {PATH: `${bin}:${process.env['PATH']}`};
}
