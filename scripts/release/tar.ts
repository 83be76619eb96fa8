import {type Entry, isLink, sorted} from './entries.ts';

const blockBytes = 512;

/**
 * A tar archive (POSIX ustar) that depends only on its entries and the time: sorted, owned by root, without the times of
 * the files. Folders are written before their contents, as dpkg requires. Throws for a name of more than 100 bytes.
 */
export function tar(entries: readonly Entry[], timeS: number): Buffer {
  const parts: Buffer[] = [];
  const folders = new Set<string>();
  for (const entry of sorted(entries)) {
    for (const folder of parents(entry.path)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      parts.push(header({path: `${folder}/`, type: '5', mode: 0o755, bytes: 0, timeS}));
    }
    if (isLink(entry)) {
      parts.push(header({path: entry.path, type: '2', mode: 0o777, bytes: 0, timeS, target: entry.target}));
      continue;
    }
    const {path, data, executable} = entry;
    parts.push(header({path, type: '0', mode: executable ? 0o755 : 0o644, bytes: data.length, timeS}));
    parts.push(Buffer.from(data), Buffer.alloc(padding(data.length)));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

const padding = (bytes: number): number => (blockBytes - (bytes % blockBytes)) % blockBytes;

/** `a` and `a/b` of `a/b/c`. */
const parents = (path: string): string[] => {
  const words = path.split('/').slice(0, -1);
  return words.map((_, at) => words.slice(0, at + 1).join('/')).filter(folder => folder !== '.');
};

interface Header {
  path: string;
  type: '0' | '2' | '5';
  mode: number;
  bytes: number;
  timeS: number;
  target?: string;
}

function header({path, type, mode, bytes, timeS, target = ''}: Header): Buffer {
  if (Buffer.byteLength(path) > 100 || Buffer.byteLength(target) > 100)
    throw new Error(`The name is too long: ${path}`);
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(path, 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(timeS, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write(target, 157, 'utf8');
  block.write('ustar\x0000root', 257, 'latin1');
  block.write('root', 297, 'latin1');
  // The checksum is that of the header with blanks in place of the checksum.
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
