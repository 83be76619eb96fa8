import {field, isObject, type Json, type JsonObject, objects, stringField} from '../base/json.ts';
import {flatDetails} from './details.ts';

export interface PageLink {
  label: string;
  href: string;
}

/**
 * The addresses that come with an incident, runbooks first: the links and images of its alerts, the client's page, and
 * what the details and the body say. Each once. Pure.
 */
export function linksOf(incident: JsonObject, alerts: readonly JsonObject[]): PageLink[] {
  const found = [...alerts.flatMap(ofAlert), ...inText('Body', stringField(field(incident, 'body'), 'details') ?? '')];
  const unique = new Map<string, PageLink>();
  for (const one of found) if (isWeb(one.href) && !unique.has(one.href)) unique.set(one.href, one);
  return [...unique.values()].toSorted((a, b) => Number(isRunbook(b)) - Number(isRunbook(a)));
}

function ofAlert({body}: JsonObject): PageLink[] {
  const event = field(body, 'cef_details');
  const contexts = [...objects(field(body, 'contexts')), ...objects(field(event, 'contexts'))];
  return [
    ...contexts.flatMap(ofContext),
    ...labelled(stringField(event, 'client') ?? 'Client', stringField(event, 'client_url')),
    ...ofDetails(field(body, 'details')),
    ...ofDetails(field(event, 'details')),
  ];
}

/** A link, or an image, as an event brings it along. */
function ofContext(context: JsonObject): PageLink[] {
  const isImage = context['type'] === 'image';
  const label = stringField(context, 'text') ?? stringField(context, 'alt') ?? '';
  const usual = isImage ? 'Image' : 'Link';
  const href = stringField(context, 'href') ?? stringField(context, 'src');
  return labelled(label.trim() === '' ? usual : label, href);
}

const labelled = (label: string, href: string | undefined): PageLink[] => (href === undefined ? [] : [{label, href}]);

const ofDetails = (details: Json | undefined): PageLink[] =>
  isObject(details) || typeof details === 'string'
    ? flatDetails(details).flatMap(([name, text]) => inText(name === '' ? 'Details' : name, text))
    : [];

/** At most so much of a text is looked through. */
const longest = 20_000;

function inText(label: string, text: string): PageLink[] {
  const addresses = text.slice(0, longest).match(/https?:\/\/[^\s"'<>()[\]{}\\^`|]+/g) ?? [];
  // A stop ends the sentence, not the address.
  return addresses.map(address => ({label, href: address.replace(/[.,;:!?]+$/, '')}));
}

const isWeb = (href: string): boolean => /^https?:$/.test(URL.parse(href)?.protocol ?? '');

const isRunbook = ({label, href}: PageLink): boolean =>
  /run[\s_-]?book|play[\s_-]?book|\bsop\b|procedure/i.test(`${label} ${href}`);
