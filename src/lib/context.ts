import type {Http} from './http/http.ts';
import type {Io} from './io/io.ts';
import type {Output} from './output/output.ts';
import type {Resolver} from './resources/resolve.ts';
import type {RestClient} from './rest/rest-client.ts';
import type {Settings} from './settings/settings.ts';

/** What a command gets from start(). Each client is created, and its modules loaded, on first use. */
export interface Context {
  readonly io: Io;
  readonly settings: Settings;
  readonly output: Output;
  readonly dryRun: boolean;
  readonly http: () => Promise<Http>;
  readonly rest: () => Promise<RestClient>;
  readonly resolver: () => Promise<Resolver>;
}

interface Parts {
  io: Io;
  settings: Settings;
  output: Output;
  dryRun: boolean;
  /** Suppresses messages about retries, for a command that draws on the whole screen. */
  quiet?: boolean;
}

export function makeContext(parts: Parts): Context {
  const {io, settings, output} = parts;
  const http = once(async () => {
    const {Http} = await import('./http/http.ts');
    return new Http(io, {
      deadline: settings.deadline(),
      timeoutMs: settings.timeoutMs(),
      concurrency: settings.concurrency(),
      debug: settings.debug,
      quiet: parts.quiet ?? false,
      redactor: settings.redactor,
      gateway: settings.gateway(),
    });
  });
  const rest = once(async () => {
    // Throws if the profile file cannot be read, before anything else warns about it.
    const url = settings.apiUrl();
    const sender = await http();
    if (!parts.dryRun) sender.connectTo(url);
    const {RestClient} = await import('./rest/rest-client.ts');
    return new RestClient(io, settings, sender, text => output.warn(text));
  });
  const resolver = once(async () => {
    const {Resolver} = await import('./resources/resolve.ts');
    return new Resolver(await rest(), settings.from());
  });
  return {...parts, http, rest, resolver};
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
