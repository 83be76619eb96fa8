// Runs every line of lines.ts, and writes the transcripts as JSON into the file that is named: one process, where the
// program would start some hundred times. Its own stdout is no place for it, since `pd sandbox` lets go of that.
import {writeFileSync} from 'node:fs';
import {forms, type Line, transcripts} from './lines.ts';
import {readable} from './readable.ts';
import {type Transcript, transcribe} from './world.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const files: Record<string, string> = {};
for (const [topic, lines] of Object.entries(transcripts)) {
  const parts: string[] = [];
  for (const line of lines) {
    for (const form of forms)
      if (form === (line.form ?? form)) parts.push(shown(line, form, await transcribe(line, form)));
  }
  files[topic] = parts.join('\n');
}
writeFileSync(process.argv[2] ?? '', JSON.stringify(files));
process.exit(0);

function shown(line: Line, form: string, {written, code, home}: Transcript): string {
  const command = line.line.trim().replace(/ +/g, ' ');
  const typed = command.startsWith('pagerduty ') ? command : `pd ${command}`;
  const input = line.stdin === undefined ? '' : ` <<< ${JSON.stringify(line.stdin)}`;
  const about = [line.columns && `${line.columns} columns`, line.note].filter(Boolean).map(text => `; ${text}`);
  const output = written.reduce<{stream: string; text: string}[]>((blocks, {stream, text}) => {
    const last = blocks.at(-1);
    if (last?.stream === stream) last.text += text;
    else blocks.push({stream, text});
    return blocks;
  }, []);
  const shownLines = output.flatMap(({stream, text}) => marked(stream, constant(text, home)));
  const {kept = shownLines.length} = line;
  return [
    `$ ${typed}${input}   (${form}${about.join('')})`,
    ...shownLines.slice(0, kept),
    ...(kept < shownLines.length ? ['…'] : []),
    `[exit ${code}]\n`,
  ].join('\n');
}

/** A line of stderr begins with `2> `; one that no line break ends, with `‹no line break›`. */
function marked(stream: string, text: string): string[] {
  if (text === '') return [];
  const lines = readable(text);
  const last = lines.pop();
  const whole = last ? [...lines, `${last}‹no line break›`] : lines;
  return stream === 'stderr' ? whole.map(line => `2> ${line}`) : whole;
}

/** The same at each run, and as wide, cut off or not. */
function constant(text: string, home: string): string {
  const seen: string[] = [];
  return text
    .replaceAll(home, '/home/ada')
    .replace(
      /(127\.0\.0\.1(?::|%3A)|back to port |ssh -L )(\d+)/g,
      (_all, host: string, port: string) => host + '54321'.slice(0, port.length),
    )
    .replace(/(ratelimit-remaining: )\d+/g, '$1900')
    .replace(/\b(state|code_challenge)=[\w-]{43}/g, (_all, name: string) => `${name}=${'x'.repeat(43)}`)
    .replace(uuid, found => {
      if (!seen.includes(found)) seen.push(found);
      return `00000000-0000-4000-8000-${String(seen.indexOf(found) + 1).padStart(12, '0')}`;
    });
}
