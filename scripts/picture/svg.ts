import type {Cell, Style} from './screen.ts';

const cell = {width: 8.4, height: 19};
const edge = {side: 18, top: 52, bottom: 18};
const ink = '#d8dee9';
const palette: Readonly<Record<string, string>> = {
  black: '#4c566a',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#76e3ea',
  white: '#f0f6fc',
};

/** A terminal window with these rows, as text, without scripts, in the reader's own font. */
export function picture(rows: readonly (readonly Cell[])[], columns: number, title: string): string {
  const width = Math.ceil(columns * cell.width + 2 * edge.side);
  const height = edge.top + rows.length * cell.height + edge.bottom;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, index) => `<circle cx="${22 + index * 20}" cy="20" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="#0d1117" stroke="#30363d"/>
<path d="M0.5 40V9.5a9 9 0 0 1 9-9H${width - 9.5}a9 9 0 0 1 9 9V40z" fill="#161b22" stroke="#30363d"/>
${dots.join('\n')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${ink}">
${rows.flatMap((row, index) => line(row, edge.top + (index + 0.75) * cell.height)).join('\n')}
</g>
</svg>
`;
}

/** Each run of text is placed at its column, and is as wide as its cells, whatever the font. */
function line(row: readonly Cell[], y: number): string[] {
  return runs(row).map(({text, style, column}) => {
    const x = number(edge.side + column * cell.width);
    const length = number(text.length * cell.width);
    const look = [
      style.colour === undefined ? '' : ` fill="${palette[style.colour]}"`,
      style.bold ? ' font-weight="bold"' : '',
      style.dim ? ' opacity="0.6"' : '',
    ].join('');
    return `<text x="${x}" y="${number(y)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look}>${escaped(text)}</text>`;
  });
}

interface Run {
  text: string;
  style: Style;
  column: number;
}

/** Split where the style changes and at two spaces, so that columns stay aligned. */
function runs(row: readonly Cell[]): Run[] {
  const found: Run[] = [];
  for (const [column, {char, style}] of row.entries()) {
    const last = found.at(-1);
    if (last?.style === style && !last.text.endsWith('  ')) last.text += char;
    else found.push({text: char, style, column});
  }
  return found.flatMap(run => {
    const text = run.text.trimEnd();
    const blanks = text.length - text.trimStart().length;
    return text === '' ? [] : [{...run, text: text.trimStart(), column: run.column + blanks}];
  });
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
