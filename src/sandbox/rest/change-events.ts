import {objects} from '../../lib/base/json.ts';
import type {Reply} from '../exchange.ts';
import {invalid} from '../failure.ts';
import {page} from './page.ts';
import type {RestRequest} from './request.ts';

/** The change events of some services (or of all, if none is named), newest first. */
export function changesPage(request: RestRequest, serviceIds: readonly string[]): Reply {
  for (const name of ['since', 'until']) {
    const text = request.one(name);
    // Only this endpoint accepts nothing but UTC with a Z.
    if (text !== undefined && !text.endsWith('Z')) throw invalid(`${name} must be in UTC and end with Z`);
  }
  const sinceMs = request.time('since') ?? Number.NEGATIVE_INFINITY;
  const untilMs = request.time('until') ?? Number.POSITIVE_INFINITY;
  const found = request.store.changeEvents.filter(event => {
    const atMs = Date.parse(String(event['timestamp']));
    const ofService = objects(event['services']).some(service => serviceIds.includes(String(service['id'])));
    return atMs >= sinceMs && atMs < untilMs && (serviceIds.length === 0 || ofService);
  });
  return page(request, 'change_events', found.reverse());
}
