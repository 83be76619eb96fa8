import type {Row} from './measure.ts';

const rowHeight = 26;
const labelWidth = 430;
const barWidth = 300;
const width = labelWidth + barWidth + 90;

/** Draws the measured ratios: a bar for each, with a mark at its limit. */
export function chart(rows: readonly Row[]): string {
  const ratios = rows.filter(({name, unit}) => unit === '' && name.includes('times '));
  const most = Math.max(1, ...ratios.flatMap(({value, limit}) => [value, limit ?? 0]));
  const scale = (value: number): number => Math.round((value / most) * barWidth);
  const lines = ratios.map(({name, value, limit}, index) => {
    const y = index * rowHeight + 34;
    const mark =
      limit === null ? '' : `<rect class="mark" x="${labelWidth + scale(limit)}" y="${y - 14}" width="2" height="20"/>`;
    return (
      `<text x="${labelWidth - 8}" y="${y}" text-anchor="end">${escaped(name)}</text>` +
      `<rect class="bar" x="${labelWidth}" y="${y - 11}" width="${scale(value)}" height="14"/>${mark}` +
      `<text x="${labelWidth + Math.max(scale(value), scale(limit ?? 0)) + 8}" y="${y}">${value.toFixed(2)}</text>`
    );
  });
  const height = ratios.length * rowHeight + 50;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Ratios to what ran beside pd</title>',
    '<style>text{fill:#555}.bar{fill:#2e7d5b}.mark{fill:#c0392b}@media (prefers-color-scheme:dark){text{fill:#bbb}}</style>',
    '<text x="8" y="14">Ratios to what ran beside it; shorter is better, the red mark is the limit.</text>',
    ...lines,
    '</svg>\n',
  ].join('\n');
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
