import {keptTokens} from '../auth/kept-tokens.ts';
import {baseOf} from '../base/base-url.ts';
import {makeContext} from '../context.ts';
import type {Io} from '../io/io.ts';
import {Output} from '../output/output.ts';
import {needsProgram} from '../settings/needs-program.ts';
import {type GlobalFlags, Settings} from '../settings/settings.ts';
import {fetchNames} from './fetch-names.ts';
import type {AccountKind, Named, Offer} from './kinds.ts';
import {type Kept, NameCache} from './name-cache.ts';
import {offersFor} from './offers.ts';

/** Start-up included, an answer comes within half a second. */
const fetchMs = 350;
const minuteMs = 60_000;
/** Names hardly ever change; incidents do. */
const freshMs = (kind: AccountKind): number => (kind === 'incidents' ? minuteMs : 10 * minuteMs);

/**
 * What to offer for the text at the cursor from the account in use: from the cache, otherwise from PagerDuty, otherwise
 * from the cache again, however old. Runs no program of a profile and renews no token: then nothing is offered. Throws
 * PdError for settings that cannot be read.
 */
export async function accountOffers(io: Io, flags: GlobalFlags, kind: AccountKind, typed: string): Promise<Offer[]> {
  if (needsProgram(io, flags)) return [];
  const settings = new Settings(io, {...flags, 'max-wait': '0'}, {tokenSource: keptTokens});
  const {key, expiresAtMs} = await settings.apiKey();
  // A token is soon replaced, and its profile stays that of the same account.
  const owner = expiresAtMs === undefined ? key : '';
  const cache = new NameCache(io, [baseOf(settings.apiUrl()), settings.profileName ?? '', owner]);
  const records = await recordsOf(io, settings, {cache, kind, typed});
  return offersFor(kind, records, typed);
}

interface Wanted {
  cache: NameCache;
  kind: AccountKind;
  typed: string;
}

async function recordsOf(io: Io, settings: Settings, {cache, kind, typed}: Wanted): Promise<readonly Named[]> {
  const kept = cache.read(kind);
  const isFresh = kept !== undefined && Math.abs(io.now() - kept.atMs) < freshMs(kind);
  if (kept !== undefined && isFresh && (kept.isWhole || typed === '' || kind === 'incidents')) return kept.records;
  const output = new Output(io, {format: 'id', header: false, utc: false, quiet: true, redactor: settings.redactor});
  const context = makeContext({io, settings, output, dryRun: false, quiet: true});
  // There is more than can be fetched: PagerDuty does the searching.
  const search = isFresh ? typed : undefined;
  const fetched = await fetchNames(context, kind, {withinMs: fetchMs, search});
  if (search === undefined && !fetched.hasFailed && isWorthKeeping(fetched, kept)) cache.write(kind, fetched);
  if (fetched.isWhole || kept === undefined) return fetched.records;
  return united(fetched.records, kept.records);
}

/** A part of a list replaces nothing that was whole. */
const isWorthKeeping = ({isWhole, records}: Kept, kept: Kept | undefined): boolean =>
  isWhole || (records.length > 0 && kept?.isWhole !== true);

/** Each record once, by its ID. */
const united = (...lists: readonly (readonly Named[])[]): Named[] => [
  ...new Map(lists.toReversed().flatMap(list => list.map((named): [string, Named] => [named.id, named]))).values(),
];
