import {once} from '../base/once.ts';
import {nearest} from '../input/nearest.ts';
import type {Endpoint, PagingStyle, QueryParameter, TimeWindow} from './endpoint.ts';
import {endpointIndex} from './endpoints.generated.ts';

export interface Match {
  endpoint: Endpoint;
  pathValues: Readonly<Record<string, string>>;
}

/** The endpoint of a request, if it is known: matches the leftmost literal first, with backtracking. */
export function match(method: string, path: string): Match | undefined {
  return descend(tree(), segmentsOf(path), (node, values) => {
    const facts = node.operations.find(operation => operation[0] === letters[method]);
    return facts === undefined ? undefined : {endpoint: endpointOf(node, facts), pathValues: values};
  });
}

/** The known methods of a path, whichever pattern it matches. */
export function methodsOf(path: string): string[] {
  return Object.keys(letters).filter(method => match(method, path));
}

/** Whether the path belongs to PagerDuty's web host. */
export const isOfApp = (path: string): boolean =>
  Object.keys(letters).some(method => match(method, path)?.endpoint.host === 'app');

/** The known path that an unknown one most likely meant. */
export function nearestPath(path: string): string | undefined {
  const typed = segmentsOf(path);
  let best: string | undefined;
  // Half of what was typed must match, or the guess is noise.
  let bestCost = typed.length / 2 + 0.01;
  for (const node of nodes(tree())) {
    if (node.operations.length === 0) continue;
    const cost = segmentCost(typed, segmentsOf(node.path));
    if (cost < bestCost) [best, bestCost] = [node.path, cost];
  }
  return best;
}

/** Every known operation, in the order of the index. */
export function allEndpoints(): Endpoint[] {
  return [...nodes(tree())].flatMap(node => node.operations.map(facts => endpointOf(node, facts)));
}

interface Node {
  path: string;
  operations: readonly string[];
  below: () => Branches;
}

interface Branches {
  literals: Map<string, Node>;
  parameters: Node[];
}

const letters: Readonly<Record<string, string>> = {GET: 'G', POST: 'P', PUT: 'U', PATCH: 'A', DELETE: 'D'};
const methods: Readonly<Record<string, string>> = {G: 'GET', P: 'POST', U: 'PUT', A: 'PATCH', D: 'DELETE'};

const segmentsOf = (path: string): string[] => path.split('/').filter(segment => segment !== '');

/** The index, each part of which is read when it is first needed. */
const tree = once(() => nodeOf('', `\n${endpointIndex}`, 0));

/** `block`: the line of a node without its depth, and those of all below it. `depth`: of those right below it. */
function nodeOf(parentPath: string, block: string, depth: number): Node {
  const [name = '', ...operations] = block.slice(0, block.search(/\n|$/)).split(';');
  const path = name === '' ? '' : `${parentPath}/${name}`;
  return {path, operations, below: once(() => branchesOf(path, block.split(`\n${depth}`).slice(1), depth + 1))};
}

function branchesOf(path: string, blocks: readonly string[], depth: number): Branches {
  const branches: Branches = {literals: new Map(), parameters: []};
  for (const block of blocks) {
    const node = nodeOf(path, block, depth);
    const name = node.path.slice(path.length + 1);
    if (name.startsWith('{')) branches.parameters.push(node);
    else branches.literals.set(name, node);
  }
  return branches;
}

function* nodes(node: Node): Generator<Node> {
  yield node;
  const {literals, parameters} = node.below();
  for (const below of [...literals.values(), ...parameters]) yield* nodes(below);
}

function descend(
  node: Node,
  segments: readonly string[],
  found: (node: Node, values: Record<string, string>) => Match | undefined,
  values: Record<string, string> = {},
): Match | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return found(node, values);
  const {literals, parameters} = node.below();
  const literal = literals.get(segment);
  const viaLiteral = literal && descend(literal, rest, found, values);
  if (viaLiteral) return viaLiteral;
  for (const parameter of parameters) {
    const name = parameter.path.slice(parameter.path.lastIndexOf('{') + 1, -1);
    if (name === 'entity_type' && !entityTypes.has(segment)) continue;
    const viaParameter = descend(parameter, rest, found, {...values, [name]: segment});
    if (viaParameter) return viaParameter;
  }
  return undefined;
}

// The only kinds of record that can have tags.
const entityTypes = new Set(['users', 'teams', 'escalation_policies']);

const styles: Readonly<Record<string, PagingStyle>> = {
  c: 'classic',
  n: 'no total',
  k: 'cursor',
  a: 'after',
  b: 'body',
  l: 'limit',
  x: 'capped',
  s: 'scim',
};

const endpoints = new Map<string, Endpoint>();

/** Each is read only once, as every request of a list asks for the same one. */
function endpointOf({path}: Node, facts: string): Endpoint {
  const name = `${path} ${facts}`;
  const endpoint = endpoints.get(name) ?? decode(path, facts);
  endpoints.set(name, endpoint);
  return endpoint;
}

/** Reads the facts that encode() in scripts/generate-endpoints.ts wrote. */
function decode(path: string, facts: string): Endpoint {
  const [letter = '', ...tokens] = facts.split(' ');
  const headers: Record<string, string> = {};
  const bodyTypes: string[] = [];
  const endpoint: {-readonly [Name in keyof Endpoint]: Endpoint[Name]} = {
    method: methods[letter] ?? '',
    path,
    maxPage: 100,
    query: [],
    headers,
    needsFrom: false,
    host: 'api',
    bodyTypes,
    ownRateLimit: tokens.includes('!'),
    deprecated: false,
  };
  for (const token of tokens) {
    const rest = token.slice(1);
    if (token[0] === '>') endpoint.requestWrapper = rest;
    else if (token[0] === '%') Object.assign(endpoint, pagingFrom(rest));
    else if (token[0] === '?') endpoint.query = rest.split('|').map(parameterFrom);
    else if (token[0] === '^') endpoint.window = windowFrom(rest);
    else if (token[0] === '-') Object.assign(endpoint, deprecation(rest));
    else if (token[0] === '@') endpoint.host = 'app';
    else if (token[0] === '=') endpoint.accept = rest;
    else if (token[0] === '&') bodyTypes.push(rest);
    else if (token === '#From') endpoint.needsFrom = true;
    else if (token[0] === '#') {
      const [name = '', value = ''] = rest.split('=');
      headers[name.toLowerCase()] = value;
    }
  }
  return endpoint;
}

function deprecation(text: string): Pick<Endpoint, 'deprecated' | 'replacement'> {
  const method = methods[text.slice(0, 1)];
  return {deprecated: true, ...(method && {replacement: `${method} ${text.slice(1)}`})};
}

function pagingFrom(text: string): Pick<Endpoint, 'paging' | 'maxPage'> {
  const style = styles[text.slice(0, 1)];
  return {...(style && {paging: style}), maxPage: Number(text.slice(1)) || 100};
}

function parameterFrom(text: string): QueryParameter {
  const required = text.endsWith('!');
  const name = required ? text.slice(0, -1) : text;
  if (name.endsWith('[]')) return {name: name.slice(0, -2), list: 'brackets', required};
  if (name.endsWith(',')) return {name: name.slice(0, -1), list: 'commas', required};
  return {name, required};
}

function windowFrom(text: string): TimeWindow {
  const days = Number.parseInt(text.slice(1), 10);
  return {
    kind: text.startsWith('f') ? 'filter' : 'rendering',
    required: text.endsWith('!'),
    ...(days > 0 && {widestDays: days}),
  };
}

/** The number of edits that turn the typed path into a pattern; an omitted or inserted segment counts as one. */
function segmentCost(typed: readonly string[], pattern: readonly string[]): number {
  let last = pattern.map((_, index) => index + 1);
  last.unshift(0);
  for (const [row, segment] of typed.entries()) {
    const current = [row + 1];
    for (const [column, known] of pattern.entries()) {
      const replace = (last[column] ?? 0) + replaceCost(segment, known);
      current.push(Math.min(replace, (last[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    last = current;
  }
  return last[pattern.length] ?? 0;
}

function replaceCost(typed: string, known: string): number {
  if (typed === known) return 0;
  // An ID has digits or capitals; a plain word is less likely to stand for one.
  if (known.startsWith('{')) return /[0-9A-Z]/.test(typed) ? 0.1 : 0.6;
  return nearest(typed, [known]) === undefined ? 1 : 0.3;
}
