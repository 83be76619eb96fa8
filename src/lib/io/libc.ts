/** The file names of the system's C library; empty if pd does not know it. */
export function libcNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') return ['libc.so.6', 'libc.so'];
  return platform === 'darwin' ? ['libSystem.B.dylib'] : [];
}
