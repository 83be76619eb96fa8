export type PagingStyle = 'classic' | 'no total' | 'cursor' | 'after' | 'body' | 'limit' | 'capped' | 'scim';

export interface QueryParameter {
  name: string;
  /** How several values are sent: `name[]=a&name[]=b`, or `name=a,b`. */
  list?: 'brackets' | 'commas';
  required: boolean;
}

export interface TimeWindow {
  /**
   * `filter`: since and until select the records; `rendering`: they only affect what is rendered, so the window must
   * never be halved.
   */
  kind: 'filter' | 'rendering';
  widestDays?: number;
  required: boolean;
}

/** What pd knows about one operation of the REST API and its sibling APIs. */
export interface Endpoint {
  method: string;
  /** `/users/{id}` */
  path: string;
  requestWrapper?: string;
  paging?: PagingStyle;
  maxPage: number;
  /** Other than those for paging and the time window. */
  query: readonly QueryParameter[];
  window?: TimeWindow;
  /** Required headers; the value is empty if the caller has to give it. */
  headers: Readonly<Record<string, string>>;
  needsFrom: boolean;
  host: 'api' | 'app';
  accept?: string;
  /** Media types it takes besides JSON. */
  bodyTypes: readonly string[];
  ownRateLimit: boolean;
  deprecated: boolean;
  /** What to use instead, where the API description says so: `GET /users/{id}/oauth_delegations`. */
  replacement?: string;
}
