import type {AuthType} from './credentials.ts';

export interface ApiKey {
  key: string;
  authType: AuthType;
  /** Only of an OAuth token. */
  expiresAtMs?: number;
}

/** Where the key comes from: a key stays what it is, a token is renewed as it runs out. */
export interface KeySource {
  current(): Promise<ApiKey>;
  /** Another key in place of the one that was refused, where there can be one. */
  renewed?(refused: string): Promise<ApiKey | undefined>;
}
