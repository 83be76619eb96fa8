import type {Call} from '../exchange.ts';
import {notFound} from '../failure.ts';
import type {Route} from './request.ts';

interface Match {
  route: Route;
  params: Record<string, string>;
}

interface Candidate {
  route: Route;
  segments: string[];
}

/** Finds the route of a request. Of several, the one whose first literal segment is leftmost. */
export class Router {
  readonly #candidates: Candidate[];

  constructor(routes: readonly Route[]) {
    this.#candidates = routes
      .map(route => ({route, segments: route.pattern.slice(1).split('/')}))
      .sort((a, b) => (rank(a.segments) < rank(b.segments) ? -1 : 1));
  }

  find(call: Call): Match {
    const parts = call.path.slice(1).split('/').map(decoded);
    const fitting = this.#candidates.find(
      ({route, segments}) =>
        route.method === call.method &&
        segments.length === parts.length &&
        segments.every((segment, index) => segment.startsWith(':') || segment === parts[index]),
    );
    if (fitting === undefined) throw notFound();
    const params: Record<string, string> = {};
    for (const [index, segment] of fitting.segments.entries()) {
      if (segment.startsWith(':')) params[segment.slice(1)] = parts[index] ?? '';
    }
    return {route: fitting.route, params};
  }
}

/** Sorts literals before parameters, position by position. */
const rank = (segments: string[]) => segments.map(segment => (segment.startsWith(':') ? '1' : '0')).join('');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray percent sign stands for itself
  }
}
