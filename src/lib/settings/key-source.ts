import type {AuthType} from './credentials.ts';

export interface ApiKey {
  key: string;
  authType: AuthType;
  /** Only for an OAuth token. */
  expiresAtMs?: number;
}

/** Where the key comes from: a key never changes, a token is renewed as it expires. */
export interface KeySource {
  current(): Promise<ApiKey>;
  /** A replacement for the refused key, if there can be one. */
  renewed?(refused: string): Promise<ApiKey | undefined>;
}
