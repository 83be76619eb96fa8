import type {SafeText} from '../base/errors.ts';
import type {MakeSafe} from '../output/safe-text.ts';

/** In characters: one line is enough to recognize what answered. */
const longest = 80;
const searched = 20_000;

/** What a page says about itself: its title, its first heading or its first words. Undefined if it has none. */
export function pageWords(page: string, safe: MakeSafe): SafeText | undefined {
  // Only the beginning is searched, since a page may have 100 MB. Line breaks are spaces in HTML, so they are not made
  // visible. Keys are hidden before the text is cut, and again once it is decoded.
  const start = safe(page.slice(0, 2 * searched).replace(/\s+/g, ' '), 2 * searched).slice(0, searched);
  const found = ['title', 'h1', 'h2'].map(tag => textOf(elementOf(start, tag))).find(text => text !== '');
  const words = found ?? textOf(start.replace(/<(script|style)\b[\s\S]*?(<\/\1>|$)/gi, ' '));
  return words === '' ? undefined : safe(words, longest);
}

function elementOf(page: string, tag: string): string {
  const [, inside = ''] = new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'i').exec(page) ?? [];
  return inside;
}

const entities: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' '};

const textOf = (html: string): string =>
  html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
