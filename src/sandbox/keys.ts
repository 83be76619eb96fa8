/** The credentials of the default seed: the same on every start, so that a script can name them. */
export const sandboxKeys = {
  /** An account key: it sees everything, and its incident writes need a From header. */
  account: 'y_SandboxAccount0001',
  /** The key of the first user: it acts as that user. */
  user: 'u+SandboxUserKey0001',
  /** An account key that may only read: every write is 403. */
  readOnly: 'y_SandboxReadOnly001',
  /** The Events v2 integration key of the first service. */
  routing: 'R0SANDBOX00000000000000000000001',
  /** The email address of the first user, for the From header. */
  from: 'ada@example.com',
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
} as const;
