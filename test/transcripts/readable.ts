/** What the program wrote, as it can be read in a file: plain lines, with what each had of colour and links behind it. */

const styles: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'grey',
};

const sequences: Readonly<Record<string, string>> = {
  '[?1049h': '‹second screen›\n',
  '[?1049l': '‹first screen›\n',
  '[?25l': '‹no cursor›',
  '[?25h': '‹cursor›',
  '[?2026h': '‹frame›',
  '[?2026l': '\n‹frame ends›\n',
  '[H': '\n',
  '[J': '',
  '[K': '',
};

const sequence = /\u001b\]8;;([^\u001b]*)\u001b\\|\u001b\[([\d;]*)m|([\u0000-\u0008\u000b-\u001f\u007f])/g;
const move = /\u001b(\[[?\d;]*[A-Za-ln-z])/g;

/** What a whole record is as JSON; the rest of it is the API's. */
const longest = 400;

/** Escape sequences made readable, tabs too. */
export function readable(text: string): string[] {
  const plain = text.replaceAll('\r\n', text.includes('\u001b[H') ? '\n' : '‹cr›\n').replaceAll('\t', '⇥');
  return plain
    .replace(move, (_all, name: string) => sequences[name] ?? `‹esc ${name}›`)
    .split('\n')
    .map(readableLine);
}

function readableLine(line: string): string {
  const marks = new Map<string, string[]>();
  const open: {name: string; from: number}[] = [];
  let text = '';
  const close = (): void => {
    const last = open.pop();
    if (last === undefined || text.length === last.from) return;
    marks.set(last.name, [...(marks.get(last.name) ?? []), text.slice(last.from).trim()]);
  };
  let from = 0;
  for (const match of line.matchAll(sequence)) {
    text += line.slice(from, match.index);
    from = match.index + match[0].length;
    const [, url, style, control] = match;
    if (control !== undefined) text += control === '\u0007' ? '‹bell›' : `‹${control.charCodeAt(0).toString(16)}›`;
    else if (url === '' || (style !== undefined && styles[style] === undefined)) close();
    else open.push({name: url ?? styles[style ?? ''] ?? '', from: text.length});
  }
  text += line.slice(from);
  while (open.length > 0) close();
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text.trimEnd();
  const isWhole = (parts: readonly string[]) => packed(parts.join('')) === packed(text);
  const told = [...marks].map(([name, parts]) => ` ‹${name}${isWhole(parts) ? '' : `: ${parts.join(' | ')}`}›`);
  return `${shown}${told.length === 0 ? '' : `  ${told.join('')}`}`;
}

const packed = (text: string): string => text.replace(/\s/g, '');
