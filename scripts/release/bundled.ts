import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {field, parseJson} from '../../src/lib/base/json.ts';
import {leaveOut} from '../left-out.ts';
import {lighterPackages} from '../lighter-packages.ts';

const root = join(import.meta.dir, '..', '..');

/** A package whose code is in the program. */
export interface Bundled {
  name: string;
  version: string;
  /** An SPDX expression: `MIT`. */
  licence: string;
  /** Where it is installed. */
  folder: string;
  /** As in package-lock.json: `sha512-…`. */
  integrity: string;
}

/** Every package that the program is built from, sorted by name. Packages that it only could use are left out. */
export async function bundledPackages(): Promise<Bundled[]> {
  const result = await Bun.build({
    entrypoints: [join(root, 'bin', 'pd.ts')],
    target: 'bun',
    splitting: true,
    plugins: [leaveOut().plugin, lighterPackages().plugin],
    metafile: true,
  });
  const inputs = Object.keys(result.metafile?.inputs ?? {});
  const paths = new Set(
    inputs.flatMap(
      path =>
        /^(?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*)\//.exec(path)?.[1] ?? [],
    ),
  );
  const lock = field(parseJson(readFileSync(join(root, 'package-lock.json'), 'utf8')), 'packages');
  const found = [...paths].map(path => {
    const text = (name: string): string => {
      const value = field(field(lock, path), name);
      if (typeof value === 'string') return value;
      throw new Error(`package-lock.json does not say the ${name} of ${path}`);
    };
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return {
      name,
      version: text('version'),
      licence: text('license'),
      integrity: text('integrity'),
      folder: join(root, path),
    };
  });
  return found.toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}
