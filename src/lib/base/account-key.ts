import {PdError} from './errors.ts';

/**
 * Whether PagerDuty refused `/users/me` because the key belongs to the account and to no user. API: "Because this request
 * was made using an account-level access token, …" (400). Any other 400 means something else.
 */
export function isAccountKeyRefusal(error: unknown): boolean {
  if (!(error instanceof PdError) || error.facts.status !== 400) return false;
  return [error.message, ...(error.facts.details ?? [])].some(text => /\baccount-level access token\b/i.test(text));
}
