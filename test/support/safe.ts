import {Redactor} from '../../src/lib/base/redactor.ts';
import {safeWith} from '../../src/lib/output/safe-text.ts';

/** For tests without secrets. */
export const safe = safeWith(new Redactor());
