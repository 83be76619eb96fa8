import {PdError} from '../base/errors.ts';
import type {JsonObject} from '../base/json.ts';
import {said} from '../base/said.ts';
import {type Lock, waitForLock} from '../files/lock.ts';
import type {Io} from '../io/io.ts';
import {messageWith} from '../output/safe-text.ts';
import {runSecretCommand} from '../settings/secrets.ts';
import type {ApiKey, KeySource, Settings} from '../settings/settings.ts';
import {isFresh, requestToken, type Token} from './grant.ts';
import {grantKey, type OAuthEntry, readEntry} from './oauth-entry.ts';
import {type TokenFile, tokenFile} from './token-file.ts';

/** The program that prints the secret may have to be unlocked first. */
const secretWithinMs = 30_000;
/** If a token this new is refused, another one will not help. */
const newMs = 60_000;

/** The key of a profile with an OAuth app: a token that is renewed before it expires, by one process at a time. */
export function tokenSource(io: Io, settings: Settings, profileName: string, oauth: JsonObject): KeySource {
  return new Tokens(io, settings, profileName, readEntry(oauth, profileName));
}

class Tokens implements KeySource {
  readonly #io: Io;
  readonly #settings: Settings;
  readonly #profileName: string;
  readonly #entry: OAuthEntry;
  readonly #identityUrl: URL;
  readonly #file: TokenFile | undefined;
  readonly #handedOut = new Set<string>();
  #token: Token | undefined;
  #renewal: Promise<Token> | undefined;
  #renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(io: Io, settings: Settings, profileName: string, entry: OAuthEntry) {
    this.#io = io;
    this.#settings = settings;
    this.#profileName = profileName;
    this.#entry = entry;
    this.#identityUrl = settings.siblingUrl('identity');
    this.#file = tokenFile(io, profileName, grantKey(entry, this.#identityUrl));
  }

  async current(): Promise<ApiKey> {
    this.#token ??= this.#file?.read();
    if (!this.#token || !isFresh(this.#token, this.#io.now())) this.#token = await this.#renewedOnce(undefined);
    return this.#handOut(this.#token);
  }

  /** A new token to replace one that was refused though it looked valid: it was revoked, or a clock is wrong. */
  async renewed(refused: string): Promise<ApiKey | undefined> {
    // The caller's own Authorization header must not be replaced.
    if (!this.#handedOut.has(refused)) return undefined;
    if (this.#token?.accessToken === refused) {
      if (this.#io.monotonic() - this.#renewedAtMs < newMs) return undefined;
      this.#token = await this.#renewedOnce(refused);
    }
    return this.#token && this.#handOut(this.#token);
  }

  #handOut({accessToken, expiresAtMs}: Token): ApiKey {
    this.#settings.redactor.add(accessToken);
    this.#handedOut.add(accessToken);
    return {key: accessToken, authType: 'bearer', expiresAtMs};
  }

  /** Requests in flight wait for the same renewal. */
  async #renewedOnce(refused: string | undefined): Promise<Token> {
    this.#renewal ??= this.#renew(refused).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(refused: string | undefined): Promise<Token> {
    const file = this.#file;
    if (!file?.canWrite()) return this.#requested(this.#token, undefined);
    this.#tellRefused(file);
    const lock = await this.#lock(file);
    try {
      const kept = file.read();
      // Another process has already renewed it.
      if (kept && kept.accessToken !== refused && isFresh(kept, this.#io.now())) return kept;
      return await this.#requested(kept, file);
    } finally {
      lock?.release();
    }
  }

  /** Undefined if its holder is stuck. An app then gets a token of its own, since pd must work when things go wrong. */
  async #lock(file: TokenFile): Promise<Lock | undefined> {
    const lock = await waitForLock(this.#io, file.lockPath, {waitMs: this.#lockWaitMs()});
    if (lock || this.#entry.clientSecret !== undefined) return lock;
    throw new PdError('credentials', `Another pd has been renewing the sign-in of ${this.#profileName} for too long`, {
      next: 'try again when it has finished, or stop it',
      retryable: true,
    });
  }

  /** With --max-wait 0 the wait is part of the one attempt. */
  #lockWaitMs(): number {
    const deadline = this.#settings.deadline();
    return deadline.maxWaitMs === 0 ? deadline.attemptMs(this.#settings.timeoutMs()) : deadline.leftMs;
  }

  async #requested(kept: Token | undefined, file: TokenFile | undefined): Promise<Token> {
    const token = this.#entry.clientSecret === undefined ? await this.#refreshed(kept, file) : await this.#appToken();
    this.#renewedAtMs = this.#io.monotonic();
    // An app's token that cannot be stored serves this run; the next run requests another one.
    const isKept = file?.write(token) ?? false;
    if (!isKept && token.refreshToken) {
      const command = messageWith(this.#settings.redactor)(this.#loginCommand);
      this.#io.stderr.write(said`warning: The renewed sign-in could not be stored; next time, run ${command}\n`);
    }
    return token;
  }

  /** A sign-in ends here, and its error says why. An app gets another token, for which there is a reason to say. */
  #tellRefused(file: TokenFile): void {
    const refused = this.#entry.clientSecret === undefined ? undefined : file.refused();
    if (refused === undefined) return;
    const what = refused.isNewer ? 'so this run gets a token of its own' : 'so a new token replaces it';
    const text = messageWith(this.#settings.redactor)(`${file.path} is not used: ${refused.problem}, ${what}`);
    this.#io.stderr.write(said`warning: ${text}\n`);
  }

  async #appToken(): Promise<Token> {
    const {clientId, clientSecret = '', scope} = this.#entry;
    const what = `oauth.clientSecret of profile ${this.#profileName}`;
    const {redactor} = this.#settings;
    const secret =
      typeof clientSecret === 'string'
        ? clientSecret
        : await runSecretCommand(this.#io, clientSecret, what, secretWithinMs);
    redactor.add(secret);
    const form = {grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope} as const;
    return requestToken(await this.#endpoint(), form);
  }

  async #refreshed(kept: Token | undefined, file: TokenFile | undefined): Promise<Token> {
    const refreshToken = kept?.refreshToken;
    if (!kept || !refreshToken) throw this.#signedOut();
    this.#settings.redactor.add(refreshToken);
    // The renewal uses it up, so make sure that the next one can be stored before sending it.
    if (!file?.write(kept)) {
      throw new PdError(
        'credentials',
        `The sign-in of ${this.#profileName} has expired, and a new one cannot be stored`,
        {
          next: 'name a writable folder with PD_STATE_DIR, and sign in again',
        },
      );
    }
    const form = {grant_type: 'refresh_token', client_id: this.#entry.clientId, refresh_token: refreshToken} as const;
    // A server that does not change the refresh token does not send it again.
    return {refreshToken, ...(await requestToken(await this.#endpoint(), form))};
  }

  #signedOut(): PdError {
    const refused = this.#file?.refused();
    if (this.#file === undefined || refused === undefined) {
      const message = `Nobody is signed in for profile ${this.#profileName}, or the sign-in is no longer valid`;
      return new PdError('credentials', message, {next: this.#loginCommand});
    }
    return new PdError(
      'credentials',
      `The sign-in of profile ${this.#profileName} is not used: ${refused.problem}, ${this.#file.path}`,
      {next: `${refused.next}; or sign in again: ${this.#loginCommand}`},
    );
  }

  async #endpoint() {
    const {Http} = await import('../http/http.ts');
    const settings = this.#settings;
    const http = new Http(this.#io, {
      deadline: settings.deadline(),
      timeoutMs: settings.timeoutMs(),
      concurrency: 1,
      debug: settings.debug,
      redactor: settings.redactor,
      gateway: settings.gateway(),
    });
    const {redactor} = settings;
    return {io: this.#io, http, identityUrl: this.#identityUrl, redactor, loginCommand: this.#loginCommand};
  }

  get #loginCommand(): string {
    const web = this.#entry.clientSecret === undefined ? ' --web' : '';
    return `pd profiles login ${this.#profileName} --client-id ${this.#entry.clientId}${web}`;
  }
}
