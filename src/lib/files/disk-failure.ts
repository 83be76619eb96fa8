import {errorCode, isSystemError, PdError} from '../base/errors.ts';

/** Whether there is nothing of that name. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/** Whether a disk, or a folder that is not to be trusted, is the reason, and not a defect of pd. */
export const isDiskFailure = (error: unknown): boolean => error instanceof PdError || isSystemError(error);
