/** The names that the system's C library goes by; none where pd does not know. */
export function libcNames(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'linux') return ['libc.so.6', 'libc.so'];
  return platform === 'darwin' ? ['libSystem.B.dylib'] : [];
}
