import {Redactor} from '../../src/lib/base/redactor.ts';
import {safeWith} from '../../src/lib/output/safe-text.ts';

/** Where there is nothing to hide. */
export const safe = safeWith(new Redactor());
