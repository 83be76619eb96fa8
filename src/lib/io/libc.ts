import {ffi} from './os.ts';

type Declarations = Parameters<ReturnType<typeof ffi>['dlopen']>[1];

/** The file names of the system's C library; empty if pd does not know it. */
function libcNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') return ['libc.so.6', 'libc.so'];
  return platform === 'darwin' ? ['libSystem.B.dylib'] : [];
}

/**
 * Functions of the system's C library, and the runtime's FFI, which calls them. Undefined on Windows, with a C library
 * that pd does not know or that lacks one of them, and where memory must not be made executable, which FFI needs.
 */
export function libcFunctions<Wanted extends Declarations>(platform: NodeJS.Platform, wanted: Wanted) {
  for (const name of libcNames(platform)) {
    try {
      return {ffi: ffi(), functions: ffi().dlopen(name, wanted).symbols};
    } catch {
      // Another C library, or none that can be called: try the next.
    }
  }
  return undefined;
}
