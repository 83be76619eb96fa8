import {usageError} from '../base/errors.ts';
import {type Json, parseJson, whyNotJson} from '../base/json.ts';

/** Parses JSON that a user wrote. Throws a usage error that says where it is invalid. */
export function parseJsonText(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw usageError(`${what}: ${whyNotJson(error)}`);
  }
}
