import {usageError} from '../base/errors.ts';
import {shortened} from '../base/text.ts';

const units: Readonly<Record<string, number>> = {'': 1, k: 1024, m: 1024 * 1024};
/** An event may have 512 KB, and a byte can take six in JSON. */
export const largestBytes = 256 * 1024;

/** `8k`, `200`, `0`: a number of bytes. */
export function parseSize(text: string, what: string): number {
  const [, digits, unit] = /^(\d{1,9})([km]?)b?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (units[unit?.toLowerCase() ?? ''] ?? 1);
  if (digits === undefined)
    throw usageError(`${what}: ${JSON.stringify(shortened(text))} is not a size`, 'write 8k or 500');
  if (bytes > largestBytes) throw usageError(`${what}: ${text} is more than an event can hold`, 'write 256k or less');
  return bytes;
}
