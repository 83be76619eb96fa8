import {PdError, usageError} from '../base/errors.ts';
import {field, isExactNumber, isObject, type Json, type JsonObject} from '../base/json.ts';
import type {Io} from '../io/io.ts';
import {type Profiles, readProfiles} from './profiles.ts';
import {isSecretCommand, type SecretCommand} from './secrets.ts';
import {writtenKeys} from './written-keys.ts';

/** The flag and the environment variable of each setting, by its profile key. */
const sources = {
  apiKey: {flag: 'api-key', variable: 'PD_API_KEY'},
  authType: {flag: 'auth-type', variable: 'PD_AUTH_TYPE'},
  routingKey: {flag: 'routing-key', variable: 'PD_ROUTING_KEY'},
  from: {flag: 'from', variable: 'PD_FROM'},
  region: {flag: 'region', variable: 'PD_REGION'},
  apiUrl: {flag: 'api-url', variable: 'PD_API_URL'},
  eventsUrl: {flag: 'events-url', variable: 'PD_EVENTS_URL'},
  output: {flag: 'output', variable: 'PD_OUTPUT'},
  concurrency: {flag: 'concurrency', variable: 'PD_CONCURRENCY'},
  maxWait: {flag: 'max-wait', variable: 'PD_MAX_WAIT'},
  timeout: {flag: 'timeout', variable: 'PD_TIMEOUT'},
  spool: {flag: undefined, variable: 'PD_SPOOL'},
  clientCert: {flag: 'client-cert', variable: 'PD_CLIENT_CERT'},
  clientKey: {flag: 'client-key', variable: 'PD_CLIENT_KEY'},
} as const;
export type SettingKey = keyof typeof sources;

/**
 * The settings that events are sent with. Each has a default, so a profile file that cannot be read does not stop an
 * event whose routing key comes from elsewhere. Settings that decide which host gets a REST key are not among them.
 */
const optional: ReadonlySet<SettingKey> = new Set([
  ...(['region', 'eventsUrl', 'output', 'concurrency', 'maxWait', 'timeout', 'spool'] as const),
  ...(['clientCert', 'clientKey'] as const),
]);

/**
 * The one profile to look in, whichever is in use, ignoring keys in the environment: for questions about that profile.
 */
export interface PinnedProfile {
  readonly name: string;
  readonly profile: JsonObject;
}

const keyVariables = ['PD_API_KEY', 'PD_AUTH_TYPE', 'PD_ROUTING_KEY', 'PD_ROUTE'];

export type TextFlags = {
  readonly [name in NonNullable<(typeof sources)[SettingKey]['flag']> | 'profile' | 'to' | 'gateway-header']?:
    | string
    | undefined;
};

export interface Found {
  readonly value: string | SecretCommand;
  /** Its name in messages: `--region`, `PD_REGION`, `region of profile prod`. */
  readonly what: string;
  readonly from: 'flag' | 'environment' | 'profile';
}

/** Finds a setting, in order of precedence: flag, environment, the profile in use. */
export class Lookup {
  readonly #io: Io;
  readonly #flags: TextFlags;
  readonly #pinned: PinnedProfile | undefined;
  readonly #hide: (secret: string) => void;
  #profiles: Profiles | undefined;
  /** Why the profile file cannot be read; set once an optional setting has been looked up in it. */
  fileFailure: PdError | undefined;

  /** `hide` is called with every key in the profiles, once the file has been read. */
  constructor(io: Io, flags: TextFlags, pinned?: PinnedProfile, hide: (secret: string) => void = () => undefined) {
    this.#io = io;
    this.#flags = flags;
    this.#pinned = pinned;
    this.#hide = hide;
    for (const key of writtenKeys(pinned?.profile)) hide(key);
  }

  find(key: SettingKey): Found | undefined {
    const {flag, variable} = sources[key];
    const found = (flag && this.flag(flag)) ?? this.environment(variable);
    if (found !== undefined) return found;
    return optional.has(key) && !this.#canReadFile() ? undefined : this.inProfile(key);
  }

  #canReadFile(): boolean {
    if (this.#pinned !== undefined || this.#profiles !== undefined) return true;
    try {
      return this.#file !== undefined;
    } catch (error) {
      if (!(error instanceof PdError)) throw error;
      this.fileFailure = error;
      return false;
    }
  }

  flag(name: keyof TextFlags): Found | undefined {
    const value = this.#flags[name];
    if (value === '') throw usageError(`--${name} is empty`, 'leave it out, or give it a value');
    return value === undefined ? undefined : {value, what: `--${name}`, from: 'flag'};
  }

  /** An empty variable counts as unset. */
  environment(variable: string): Found | undefined {
    const value = this.#pinned && keyVariables.includes(variable) ? undefined : this.#io.env[variable];
    return value ? {value, what: variable, from: 'environment'} : undefined;
  }

  inProfile(key: string): Found | undefined {
    const name = this.profileName;
    const value = field(this.profile, key);
    return name === undefined ? undefined : profileValue(value, `${key} of profile ${name}`);
  }

  /** A routing key by the name of its route; undefined if there is no such route. */
  route(route: string): Found | undefined {
    return profileValue(field(this.routes, route), `route ${route} of profile ${this.profileName}`);
  }

  get headers(): Json | undefined {
    return this.#canReadFile() ? field(this.profile, 'headers') : undefined;
  }

  header(name: string): Found | undefined {
    return profileValue(field(this.headers, name), `headers.${name} of profile ${this.profileName}`);
  }

  /** The OAuth app of the profile, used in place of an API key. */
  get oauth(): JsonObject | undefined {
    const oauth = field(this.profile, 'oauth');
    return isObject(oauth) ? oauth : undefined;
  }

  get routes(): Json | undefined {
    return field(this.profile, 'routes');
  }

  /** The profile named by flag or environment, otherwise the one in use. */
  get profileName(): string | undefined {
    return this.#pinned?.name ?? this.#namedProfile ?? this.#file.current;
  }

  /** The profiles to choose from, if none is in use: the one that was has been removed. */
  get unusedProfiles(): readonly string[] {
    return this.profileName === undefined ? this.#file.names : [];
  }

  /** Whether the profile named by flag or environment does not exist, which is fatal for reading a value from it. */
  get isMissingProfile(): boolean {
    const named = this.#pinned ? undefined : this.#namedProfile;
    return named !== undefined && this.#canReadFile() && !this.#file.get(named);
  }

  get profile(): JsonObject | undefined {
    if (this.#pinned) return this.#pinned.profile;
    const name = this.profileName;
    return name === undefined ? undefined : this.#file.existing(name);
  }

  get #namedProfile(): string | undefined {
    const named = this.flag('profile') ?? this.environment('PD_PROFILE');
    return named && String(named.value);
  }

  get #file(): Profiles {
    if (this.#profiles !== undefined) return this.#profiles;
    this.#profiles = readProfiles(this.#io);
    for (const name of this.#profiles.names) for (const key of writtenKeys(this.#profiles.get(name))) this.#hide(key);
    return this.#profiles;
  }
}

function profileValue(value: Json | undefined, what: string): Found | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isSecretCommand(value)) return {value, what, from: 'profile'};
  if (isExactNumber(value)) return {value: value.rawJSON, what, from: 'profile'};
  if (typeof value === 'object')
    throw usageError(`${what} is neither text nor {"command": "…"}`, 'pd profiles set fixes it');
  return {value: String(value), what, from: 'profile'};
}
