import type {JsonObject} from '../base/json.ts';
import type {Endpoint, PagingStyle} from './endpoint.ts';

/** Everything known about an endpoint, for `rest paths`. */
export function endpointRecord(endpoint: Endpoint): JsonObject {
  const {method, path, paging, maxPage, window, headers} = endpoint;
  const own = endpoint.query.map(
    ({name, list, required}) => `${name}${list === 'brackets' ? '[]' : ''}${required ? ' (required)' : ''}`,
  );
  const times =
    window && paging !== 'body' ? ['since', 'until'].map(name => `${name}${window.required ? ' (required)' : ''}`) : [];
  return {
    method,
    path,
    parameters: [...own, ...times, ...(paging ? pagingParameters[paging] : [])],
    ...(paging && {paging: pagingNames[paging], max_page: maxPage}),
    ...(window?.widestDays !== undefined && {widest_window_days: window.widestDays}),
    ...(endpoint.requestWrapper !== undefined && {wrapper: endpoint.requestWrapper}),
    ...(endpoint.bodyTypes.length > 0 && {body_types: [...endpoint.bodyTypes]}),
    ...((endpoint.needsFrom || Object.keys(headers).length > 0) && {
      headers: [...(endpoint.needsFrom ? ['from'] : []), ...Object.keys(headers)],
    }),
    ...(endpoint.host === 'app' && {host: 'app.pagerduty.com'}),
    ...(endpoint.deprecated && {deprecated: true}),
    ...(endpoint.replacement !== undefined && {replaced_by: endpoint.replacement}),
  };
}

const pagingNames: Readonly<Record<PagingStyle, string>> = {
  classic: 'offset',
  'no total': 'offset',
  cursor: 'cursor',
  after: 'after',
  body: 'body cursor',
  limit: 'one page',
  capped: 'one page, cut off by the API',
  scim: 'startIndex',
};

const pagingParameters: Readonly<Record<PagingStyle, readonly string[]>> = {
  classic: ['limit', 'offset', 'total'],
  'no total': ['limit', 'offset'],
  cursor: ['limit', 'cursor'],
  after: ['limit', 'after'],
  body: [],
  limit: ['limit'],
  capped: [],
  scim: ['startIndex', 'count'],
};
