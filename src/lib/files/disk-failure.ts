import {errorCode, isSystemError, PdError} from '../base/errors.ts';

/** Whether an operation failed because no file or folder has that name. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

/** Whether the disk, or a folder that cannot be trusted, is the reason, rather than a defect in pd. */
export const isDiskFailure = (error: unknown): boolean => error instanceof PdError || isSystemError(error);
