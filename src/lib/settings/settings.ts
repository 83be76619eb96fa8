import {usageError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {once} from '../base/once.ts';
import {Redactor} from '../base/redactor.ts';
import {Deadline} from '../io/deadline.ts';
import type {Io} from '../io/io.ts';
import type {OutputFormat} from '../output/output.ts';
import {
  checkedConcurrency,
  checkedFrom,
  checkedMaxWait,
  checkedOutput,
  checkedTimeout,
  checkedYesNo,
} from './checked-values.ts';
import {
  authTypeByShape,
  checkedApiKey,
  checkedAuthType,
  checkedRoutingKey,
  findRoutingKey,
  missingApiKey,
} from './credentials.ts';
import {type Gateway, hasHeaders, readHeaders} from './gateway-headers.ts';
import {hideGivenSecrets} from './given-secrets.ts';
import type {GlobalFlags} from './global-flags.ts';
import type {Region} from './hosts.ts';
import type {ApiKey, KeySource} from './key-source.ts';
import {type Found, Lookup, type PinnedProfile, type SettingKey} from './lookup.ts';
import {runSecretCommand, runSettingCommand} from './secrets.ts';
import {ServiceHosts} from './service-hosts.ts';
import {Tolerance} from './tolerance.ts';

export type {GlobalFlags} from './global-flags.ts';
export type {ApiKey, KeySource} from './key-source.ts';

/** Makes the source of a profile's OAuth tokens from the profile's `oauth`. */
export type TokenSource = (io: Io, settings: Settings, profileName: string, oauth: JsonObject) => Promise<KeySource>;

interface RoutingKey {
  key: string;
  /** The place in the profile that it came from, if it did, for the queue. */
  reference?: {profile: string; route?: string};
}

export interface SettingsOptions {
  pinned?: PinnedProfile | undefined;
  /** An existing redactor to add secrets to. */
  redactor?: Redactor;
  /** Default number of concurrent requests. */
  concurrency?: number | undefined;
  /** Needed if the REST key is used and may be an OAuth token (see auth/settings-with-tokens.ts). */
  tokenSource?: TokenSource | undefined;
  /** Receives a warning for each setting that could not be read. */
  warn?: (text: string) => void;
  /** Warns about a bad value and uses the default instead of throwing. For `events run`. */
  isTolerant?: boolean;
}

const defaults = {maxWaitMs: 120_000, timeoutMs: 30_000, concurrency: 4} as const;

/**
 * Every setting, in order of precedence: flag, environment, profile in use, default. Secrets are read only when needed.
 */
export class Settings {
  readonly redactor: Redactor;
  readonly debug: boolean;
  readonly utc: boolean;
  readonly #io: Io;
  readonly #flags: GlobalFlags;
  readonly #lookup: Lookup;
  readonly #defaultConcurrency: number;
  readonly #tokenSource: TokenSource | undefined;
  readonly #tolerance: Tolerance;
  readonly #printed = new Map<Found['value'], string>();
  readonly #hosts = new ServiceHosts(
    (key, check) => this.#checked(key, check),
    error => this.#tolerance.refuse(error, 'using the first'),
  );
  #deadline: Deadline | undefined;
  #keySource: Promise<KeySource> | undefined;
  #routingKey: Promise<RoutingKey> | undefined;

  constructor(io: Io, flags: GlobalFlags, options: SettingsOptions = {}) {
    const {pinned, redactor, concurrency, tokenSource, warn = () => undefined, isTolerant = false} = options;
    this.#io = io;
    this.#flags = flags;
    this.redactor = redactor ?? new Redactor();
    this.#defaultConcurrency = concurrency ?? defaults.concurrency;
    this.#tokenSource = tokenSource;
    this.#lookup = new Lookup(io, flags, pinned, key => this.redactor.add(key));
    this.#tolerance = new Tolerance(isTolerant, warn);
    this.debug = flags.debug ?? false;
    this.utc = flags.utc ?? false;
    hideGivenSecrets(this.redactor, {env: io.env, keys: [flags['api-key'], flags['routing-key']]});
  }

  get profileName(): string | undefined {
    return this.#lookup.profileName;
  }

  maxWaitMs(): number {
    return this.#checked('maxWait', checkedMaxWait) ?? defaults.maxWaitMs;
  }

  /** The deadline of the whole command: the total time it may spend waiting and retrying. */
  deadline(): Deadline {
    this.#deadline ??= new Deadline(this.#io, this.maxWaitMs());
    return this.#deadline;
  }

  timeoutMs(): number {
    return this.#checked('timeout', checkedTimeout) ?? defaults.timeoutMs;
  }

  concurrency(): number {
    return this.#checked('concurrency', checkedConcurrency) ?? this.#defaultConcurrency;
  }

  /** Ignores a missing profile, because the error about it needs a format too. */
  outputFormat(commandDefault: OutputFormat): OutputFormat {
    const flag = this.#lookup.flag('output');
    if (this.#flags.json) {
      if (flag && flag.value !== 'json')
        throw usageError(`--json and --output ${flag.value} differ`, 'give one of them');
      return 'json';
    }
    const found = flag ?? this.#lookup.environment('PD_OUTPUT');
    if (found) return checkedOutput(String(found.value), found.what);
    if (this.#lookup.isMissingProfile) return commandDefault;
    return this.#checked('output', checkedOutput) ?? commandDefault;
  }

  apiUrl(): URL {
    return this.#hosts.api();
  }

  eventsUrl(): URL {
    return this.#hosts.events();
  }

  /** PagerDuty's web host or its OAuth host; with a custom REST host, that host. */
  siblingUrl(host: 'app' | 'identity'): URL {
    return this.#hosts.sibling(host);
  }

  region(): Region {
    return this.#hosts.region();
  }

  /** What to send to a gateway in front of the API; undefined if nothing is set for one. */
  gateway(): Gateway | undefined {
    const fileOf = (key: 'clientCert' | 'clientKey') => this.#checked(key, text => text);
    const [certFile, keyFile] = [fileOf('clientCert'), fileOf('clientKey')];
    if (certFile === undefined && !this.#tolerated(() => hasHeaders(this.#lookup))) return undefined;
    return {
      ...{certFile, keyFile},
      headers: () =>
        readHeaders(this.#lookup, found => this.#secret(found)).catch(error => {
          this.#tolerance.refuse(error, 'sending none of them');
          return {};
        }),
      origins: () => [this.apiUrl().origin, this.eventsUrl().origin],
    };
  }

  from(): string | undefined {
    return this.#checked('from', checkedFrom);
  }

  /** Looked up once, as every event asks for it. */
  readonly spool = once((): boolean => this.#flags.spool ?? this.#checked('spool', checkedYesNo) ?? false);

  /** Must be called again for each request. */
  async apiKey(): Promise<ApiKey> {
    this.#keySource ??= this.#findKeySource();
    return (await this.#keySource).current();
  }

  /** After a 401: the key to retry with, or undefined if the refusal stands. */
  async renewedApiKey(refused: string): Promise<ApiKey | undefined> {
    return (await this.#keySource)?.renewed?.(refused);
  }

  routingKey(): Promise<RoutingKey> {
    this.#routingKey ??= this.#readRoutingKey();
    return this.#routingKey;
  }

  async #findKeySource(): Promise<KeySource> {
    const found = this.#lookup.find('apiKey');
    if (found) {
      const apiKey = await this.#readApiKey(found);
      return {current: async () => apiKey};
    }
    const {oauth, profileName} = this.#lookup;
    if (oauth === undefined || profileName === undefined) throw missingApiKey(this.#lookup);
    if (this.#tokenSource === undefined)
      throw new Error('these settings were created without a source of OAuth tokens');
    return await this.#tokenSource(this.#io, this, profileName, oauth);
  }

  async #readApiKey(found: Found): Promise<ApiKey> {
    const key = checkedApiKey(await this.#secret(found), found.what);
    this.redactor.add(key);
    // A profile's authType describes that profile's key, not one from elsewhere.
    const isForeign = found.from !== 'profile' && this.#lookup.inProfile('apiKey') !== undefined;
    const type = this.#lookup.flag('auth-type') ?? this.#lookup.environment('PD_AUTH_TYPE');
    if (type) return {key, authType: checkedAuthType(String(type.value), type.what)};
    const kept = isForeign ? undefined : this.#checked('authType', checkedAuthType);
    return {key, authType: kept ?? authTypeByShape(key)};
  }

  async #readRoutingKey(): Promise<RoutingKey> {
    const {found, reference} = findRoutingKey(this.#lookup);
    const key = checkedRoutingKey(await this.#secret(found), found.what);
    this.redactor.add(key);
    return reference === undefined ? {key} : {key, reference};
  }

  async #secret({value, what}: Found): Promise<string> {
    const text = typeof value === 'string' ? value : await runSecretCommand(this.#io, value, what);
    this.redactor.add(text);
    return text;
  }

  #checked<T>(key: SettingKey, check: (text: string, what: string) => T): T | undefined {
    return this.#tolerated(() => {
      const found = this.#lookup.find(key);
      // The format is read first, by commands that may still fail with the same error.
      if (key !== 'output') this.#tolerance.warnOnce(this.#lookup.fileFailure, 'continuing without it');
      return found && check(this.#text(found), found.what);
    });
  }

  #tolerated<T>(read: () => T): T | undefined {
    return this.#tolerance.orUndefined(read, 'using the default');
  }

  #text({value, what}: Found): string {
    if (typeof value === 'string') return value;
    const text = this.#printed.get(value) ?? runSettingCommand(this.#io, value, what);
    this.#printed.set(value, text);
    return text;
  }
}
