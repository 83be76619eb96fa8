import {said} from '../base/said.ts';
import type {Context} from '../context.ts';
import {askUntil, canAsk} from '../input/prompt.ts';
import type {Io} from '../io/io.ts';
import {safeWith} from '../output/safe-text.ts';
import {hasDisplay, openInBrowser} from '../resources/browser.ts';
import {type SignInRequest, withinMs} from './sign-in.ts';

/** How someone at a terminal, whose browser may be on another machine, is shown where to sign in. */
export function signInPrompt({io, output, settings}: Context): Pick<SignInRequest, 'present' | 'paste' | 'safe'> {
  let isOpen = false;
  const safe = safeWith(settings.redactor);
  return {
    safe,
    present: async (address, port) => {
      const elsewhere = whyElsewhere(io);
      isOpen = elsewhere === undefined && io.stderr.isTTY && openInBrowser(io, address);
      output.note(isOpen ? `Sign in with the browser, or at ${address}` : `Sign in at ${address}`);
      if (elsewhere !== undefined) for (const line of waysBack(io, elsewhere, port)) output.note(line);
      output.note(`pd waits ${withinMs / 60_000} minutes.`);
    },
    paste: async (until, problem) => {
      if (isOpen || !canAsk(io)) return undefined;
      if (problem !== undefined) output.note(problem);
      return await askUntil(io, said`Address that the browser was sent to`, until);
    },
  };
}

/** Why the browser is likely on another machine. Undefined if it is on this one. */
function whyElsewhere(io: Io): string | undefined {
  if (io.env['SSH_CONNECTION'] || io.env['SSH_TTY']) return 'This is an ssh session';
  return hasDisplay(io) ? undefined : 'There is no display here';
}

function waysBack(io: Io, why: string, port: number): string[] {
  const user = io.userName();
  const host = `${user === undefined ? '' : `${user}@`}${io.hostname()}`;
  const forward = `ssh -L ${port}:127.0.0.1:${port} ${host}`;
  return [
    `${why}: a browser on another machine is sent back to port ${port} of that machine, not to pd.`,
    `Forward the port, from that machine: ${forward}`,
    ...(canAsk(io) ? ['Or paste here the address of the page that your browser then cannot open.'] : []),
  ];
}
