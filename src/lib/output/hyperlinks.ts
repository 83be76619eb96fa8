import type {Io} from '../io/io.ts';

const terminalsWithLinks = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'Hyper',
  'rio',
  'Tabby',
  'WarpTerminal',
  'zed',
]);
const termsWithLinks = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour)/;

/** Whether stdout is a terminal known to show OSC 8 links. Others may print the sequence as garbage. */
export function canLink(io: Io): boolean {
  const {env} = io;
  if (!io.stdout.isTTY || env['TERM'] === 'dumb') return false;
  const forced = env['FORCE_HYPERLINK'];
  if (forced) return forced !== '0' && forced !== 'false';
  // Inside screen, which does not pass links on, the variables of the outer terminal are still set.
  if (env['TERM']?.startsWith('screen') && !env['TMUX']) return false;
  if (terminalsWithLinks.has(env['TERM_PROGRAM'] ?? '') || termsWithLinks.test(env['TERM'] ?? '')) return true;
  if (env['WT_SESSION'] || env['KITTY_WINDOW_ID'] || env['KONSOLE_VERSION'] || env['DOMTERM']) return true;
  // VTE supports links from 0.50.
  return Number(env['VTE_VERSION'] ?? 0) >= 5000;
}

/** The text as a link if the address is a plain https one; otherwise just the text. */
export function link(text: string, address: string | undefined): string {
  const url = address === undefined ? undefined : webAddress(address);
  return url === undefined ? text : `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}

// VTE drops longer addresses.
const maxAddressLength = 2083;

function webAddress(text: string): string | undefined {
  // URL would silently drop tabs and line breaks.
  if (/[\p{Cc}\p{Cf}\s]/u.test(text)) return undefined;
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return url.href.length <= maxAddressLength && /^[\x21-\x7e]+$/.test(url.href) ? url.href : undefined;
}
