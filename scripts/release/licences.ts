import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Bundled} from './bundled.ts';

const root = join(import.meta.dir, '..', '..');

/** The licences of everything in the program except pd itself. Throws if a package has no licence text. */
export function thirdPartyLicences(packages: readonly Bundled[]): string {
  const runtime = readFileSync(join(root, 'packaging', 'runtime-licences.md'), 'utf8').trimEnd();
  const texts = packages.map(one => `${one.name} ${one.version} (${one.licence})\n\n${licenceText(one)}`);
  return `${['The licences of what pd is built from', runtime, ...texts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function licenceText({name, folder}: Bundled): string {
  const files = readdirSync(folder).filter(file => /^(?:licen[cs]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${name} comes without the text of its licence`);
  return files
    .sort()
    .map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}
