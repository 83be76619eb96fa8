import type {Json} from '../../lib/base/json.ts';
import type {Call, Reply} from '../exchange.ts';
import type {Failure} from '../failure.ts';

/** A refusal in the format of the API that the path belongs to: SCIM, Slack and MS Teams have their own. */
export function refusalFor({path}: Call, failure: Failure): Pick<Reply, 'status' | 'headers' | 'body'> {
  const {status, body} = failure;
  if (path.startsWith('/scim/v2/')) return {status, headers: scimType, body: scimError(failure)};
  if (/^\/integration-(slack|ms-teams)\//.test(path)) return {status, body: {error: {message: textOf(failure)}}};
  return {status, body};
}

export const scimType = {'content-type': 'application/scim+json'};

function scimError(failure: Failure): Json {
  const {status} = failure;
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    detail: textOf(failure),
    status: String(status),
    ...(status === 400 && {scimType: 'invalidValue'}),
  };
}

const textOf = ({details, message}: Failure): string =>
  Array.isArray(details) && details.length > 0 ? details.join('; ') : message;
