import type {Resolver} from './resolve.ts';

/** The IDs of teams given by name or ID. Throws as the resolver does, which is loaded only if there are any. */
export async function teamIds(
  {resolver}: {resolver: () => Promise<Resolver>},
  names: readonly string[] = [],
): Promise<string[]> {
  if (names.length === 0) return [];
  const find = await resolver();
  return await Promise.all(names.map(name => find.team(name)));
}
