import {PdError} from '../base/errors.ts';
import type {Io} from '../io/io.ts';
import type {Output} from '../output/output.ts';
import {launch} from '../process/launched.ts';
import {systemProgram} from '../process/windows.ts';
import {safePage} from './web-url.ts';

/** Opens a record's web page, or prints its address if there is no browser or no terminal. */
export async function openPage({io, output}: {io: Io; output: Output}, htmlUrl: unknown, noun: string): Promise<void> {
  if (htmlUrl === null || htmlUrl === undefined) throw new PdError('not-found', `This ${noun} has no web page`);
  const page = safePage(htmlUrl);
  if (page === undefined) throw new PdError('refused', unsafe(noun));
  if (io.stdout.isTTY && openInBrowser(io, page)) output.note(`Opened ${page}`);
  else output.text(page);
}

/** Opens the page of a record that has just been made, or prints its address on stderr. Never fails, because the record exists. */
export function openMade({io, output}: {io: Io; output: Output}, htmlUrl: unknown, noun: string): void {
  const page = safePage(htmlUrl);
  if (page === undefined) output.warn(unsafe(noun));
  else output.note(io.stderr.isTTY && openInBrowser(io, page) ? `Opened ${page}` : page);
}

const unsafe = (noun: string): string =>
  `The page of this ${noun} is not an https address on a PagerDuty host, so it is not opened`;

/** The command that opens a URL on this system, as words, never through a shell. Undefined if there is no display. */
function opener(io: Io): readonly string[] | undefined {
  const {env, platform} = io;
  if (platform === 'darwin') return ['/usr/bin/open'];
  if (platform === 'win32') return [systemProgram(io, 'rundll32.exe'), 'url.dll,FileProtocolHandler'];
  const hasScreen = env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME'];
  return hasScreen ? ['xdg-open'] : undefined;
}

/** Whether a browser can be opened on this machine, if it has one. */
export const hasDisplay = (io: Io): boolean => opener(io) !== undefined;

/** False if there is no browser. The caller must have made or checked the address. */
export function openInBrowser(io: Io, page: string): boolean {
  const words = opener(io);
  return words !== undefined && launch(io, [...words, page]);
}
