import {sandboxKeys} from '../../src/sandbox/keys.ts';

/** The settings of a sandbox, as `pd sandbox` prints them. */
export const sandboxEnv = (sandbox: {url: string}): Record<string, string> => ({
  PD_API_URL: sandbox.url,
  PD_EVENTS_URL: sandbox.url,
  PD_API_KEY: sandboxKeys.user,
  PD_ROUTING_KEY: sandboxKeys.routing,
  PD_FROM: sandboxKeys.from,
});
