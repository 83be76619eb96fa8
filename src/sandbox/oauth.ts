import {createHash, randomUUID} from 'node:crypto';
import type {Call, Reply} from './exchange.ts';
import {sandboxKeys} from './keys.ts';
import type {Store} from './store.ts';

const lifetimeSeconds = 86_400;

interface Grant {
  challenge: string | null;
  redirectUri: string;
  scope: string;
}

/** The OAuth server: client credentials, and sign-in with PKCE, to which everybody consents at once. */
export class OAuth {
  readonly #store: Store;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshTokens = new Map<string, string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined for a path that does not belong to OAuth. */
  answer(call: Call): Reply | undefined {
    if (call.path === '/oauth/authorize' && call.method === 'GET') return this.#authorize(call.query);
    if (call.path === '/oauth/token' && call.method === 'POST') return this.#token(call);
    return undefined;
  }

  #authorize(query: URLSearchParams): Reply {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!URL.canParse(redirectUri)) return refused('invalid_request', 'redirect_uri is missing or not a URL');
    if (query.get('client_id') !== sandboxKeys.clientId)
      return refused('invalid_client', 'The client_id is not known', 401);
    const back = new URL(redirectUri);
    if (query.get('response_type') === 'code') {
      const code = randomUUID();
      const challenge = query.get('code_challenge');
      this.#grants.set(code, {challenge, redirectUri, scope: query.get('scope') ?? ''});
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'unsupported_response_type');
    }
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    return {status: 302, headers: {location: back.toString()}, text: ''};
  }

  #token(call: Call): Reply {
    const form = new URLSearchParams(call.text);
    const [id, secret] = clientOf(call, form);
    if (id !== sandboxKeys.clientId) return refused('invalid_client', 'The client_id is not known', 401);
    const grantType = form.get('grant_type');
    // A public client proves itself by PKCE and has no secret to give.
    if (grantType === 'client_credentials' && secret !== sandboxKeys.clientSecret) {
      return refused('invalid_client', 'The client_secret is wrong', 401);
    }
    if (grantType === 'client_credentials') return this.#appToken(form.get('scope') ?? '');
    if (grantType === 'authorization_code') return this.#userToken(form);
    if (grantType === 'refresh_token') return this.#renewed(form.get('refresh_token') ?? '');
    return refused('unsupported_grant_type', `grant_type cannot be "${grantType ?? ''}"`);
  }

  #appToken(scope: string): Reply {
    const scopes = scope.split(/\s+/).filter(one => one !== '');
    const account = scopes.find(one => one.startsWith('as_account-'));
    if (account === undefined || !/^as_account-(us|eu)\.[\w-]+$/.test(account)) {
      return refused('invalid_scope', 'scope must name the account: as_account-us.SUBDOMAIN');
    }
    return this.#issue(scopes, undefined);
  }

  #userToken(form: URLSearchParams): Reply {
    const code = form.get('code') ?? '';
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined) return refused('invalid_grant', 'The code is not known or has already been used');
    if (grant.redirectUri !== form.get('redirect_uri'))
      return refused('invalid_grant', 'redirect_uri is not the one of the sign-in');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant.challenge !== null && grant.challenge !== proof) {
      return refused('invalid_grant', 'code_verifier does not match the code_challenge');
    }
    return this.#signedIn(grant.scope);
  }

  #renewed(refreshToken: string): Reply {
    const scope = this.#refreshTokens.get(refreshToken);
    if (scope === undefined) return refused('invalid_grant', 'The refresh token is not known');
    this.#refreshTokens.delete(refreshToken);
    return this.#signedIn(scope);
  }

  #signedIn(scope: string): Reply {
    const [userId] = this.#store.tables.users.keys();
    const refreshToken = `pdur+_sandbox_${randomUUID()}`;
    this.#refreshTokens.set(refreshToken, scope);
    return this.#issue(scope.split(/\s+/), userId, {refresh_token: refreshToken});
  }

  #issue(scopes: string[], userId: string | undefined, more: Record<string, string> = {}): Reply {
    const token = `pdus+_sandbox_${randomUUID()}`;
    this.#store.callers.set(token, {
      kind: userId === undefined ? 'account' : 'user',
      ...(userId === undefined ? {} : {userId}),
      scopes,
    });
    const scope = scopes.join(' ');
    const body = {access_token: token, token_type: 'bearer', expires_in: lifetimeSeconds, scope, ...more};
    return {status: 200, headers: {'cache-control': 'no-store'}, body};
  }
}

/** The client's name and secret, from the form or from Basic authentication. */
function clientOf(call: Call, form: URLSearchParams): [string | null, string | null] {
  const basic = /^Basic (.+)$/i.exec(call.headers['authorization'] ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')];
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return [id, secret];
}

const refused = (error: string, description: string, status = 400): Reply => ({
  status,
  body: {error, error_description: description},
});
