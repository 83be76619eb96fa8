import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {littleCompiled} from '../support/little-compiled.ts';
import {cleanEnv, tempFolder} from '../support/pd.ts';

/** What is to be written: each file's name and its text. */
export function madeTranscripts(): Record<string, string> {
  const file = join(tempFolder(), 'transcripts.json');
  const child = Bun.spawnSync([process.execPath, join(import.meta.dir, 'run.ts'), file], {
    env: cleanEnv({TZ: 'Europe/Berlin', ...littleCompiled}),
  });
  if (child.exitCode !== 0) throw new Error(`the transcripts could not be made: ${child.stderr}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

export const transcriptFile = (topic: string): string => join(import.meta.dir, `${topic}.txt`);

/** What is recorded. */
export const recordedTranscripts = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(import.meta.dir)
      .filter(name => name.endsWith('.txt'))
      .map(name => [name.slice(0, -4), readFileSync(join(import.meta.dir, name), 'utf8')]),
  );
