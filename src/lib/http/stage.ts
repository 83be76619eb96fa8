/** Where a connection through a proxy failed: on the way to the proxy, at its CONNECT, or beyond it. */
export type Stage = 'proxy' | 'tunnel' | 'server';

const stages = new WeakMap<object, Stage>();

export const noteStage = (error: Error, stage: Stage): void => void stages.set(error, stage);

/** Undefined for an error of a connection without a proxy. */
export const stageOf = (error: unknown): Stage | undefined =>
  typeof error === 'object' && error !== null ? stages.get(error) : undefined;
