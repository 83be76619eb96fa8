import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

const root = join(import.meta.dir, '../..');

/** An import as it stands in a file of the program: also `import type` and `import()`. */
export interface Import {
  from: string;
  /** A path from the root of the project, or the name of a package. */
  to: string;
  /** Only reached when the line runs. */
  isLazy: boolean;
  /** Leaves nothing in the program. */
  isType: boolean;
}

/** Every TypeScript file of the program, from the root of the project. */
export const sourceFiles = (): string[] =>
  ['src', 'bin'].flatMap(folder => walk(join(root, folder))).map(path => relative(root, path));

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What a file imports, whatever the kind of import. `text` is its source. */
export function importsOf(from: string, text = textOf(from)): Import[] {
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)];
  const calls = [...text.matchAll(/\b(?:import|require)\('([^']+)'\)/g)];
  return [
    ...statements.map(([, type, to = '']) => ({from, to: target(from, to), isLazy: false, isType: type !== undefined})),
    // `typeof import('…')` is a type, but says as much about who knows whom.
    ...calls.map(([, to = '']) => ({from, to: target(from, to), isLazy: true, isType: false})),
  ];
}

const target = (from: string, to: string): string =>
  to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to;

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith('.ts') ? [path] : [];
  });
}

/** The first circle found among nodes and the nodes that they lead to; empty where there is none. */
export function circle(graph: ReadonlyMap<string, Iterable<string>>): string[] {
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...trail, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found.length > 0) return found;
  }
  return [];
}
