/** Where a connection through a proxy broke: on the way to the proxy, at its CONNECT, or behind it. */
export type Stage = 'proxy' | 'tunnel' | 'server';

const stages = new WeakMap<object, Stage>();

export const noteStage = (error: Error, stage: Stage): void => void stages.set(error, stage);

/** Undefined for an error that no proxied connection was made with. */
export const stageOf = (error: unknown): Stage | undefined =>
  typeof error === 'object' && error !== null ? stages.get(error) : undefined;
