import {shortened} from '../base/text.ts';

/** What a page says of itself: its title, else its first heading, else its first words. Undefined where it has none. */
export function pageWords(page: string): string | undefined {
  // The beginning is enough, and a page of 100 MB is not searched.
  const start = page.slice(0, 20_000);
  const found = ['title', 'h1', 'h2'].map(tag => textOf(elementOf(start, tag))).find(text => text !== '');
  const words = found ?? textOf(start.replace(/<(script|style)\b[\s\S]*?(<\/\1>|$)/gi, ' '));
  return words === '' ? undefined : shortened(words);
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
