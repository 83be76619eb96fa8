import {boolean, string} from '@oclif/core/flags';
import type {ChangeInput} from '../../lib/events/event.ts';
import {parseImage, parseLink} from '../../lib/events/event-links.ts';
import {readObject} from '../../lib/input/argument-values.ts';
import {parseTime} from '../../lib/input/times.ts';
import type {Io} from '../../lib/io/io.ts';
import {changeFlags, routingFlags} from '../base/flags.ts';
import {spoolFlags} from './spool-flags.ts';

/** What an alert and a change event have in common. */
export const contentFlags = {
  ...routingFlags,
  ...spoolFlags,
  source: string({helpValue: 'HOST', summary: "The affected host or system (default: this host's name)."}),
  timestamp: string({helpValue: 'TIME', summary: 'When it happened (default: when PagerDuty receives it).'}),
  details: string({
    multiple: true,
    helpValue: 'key=value|JSON|@FILE|-',
    summary: 'Custom details: key=value for text, key:=json for JSON (dots in a key nest), or one JSON object.',
  }),
  link: string({multiple: true, helpValue: 'URL[=TEXT]', summary: 'Links to attach.'}),
  image: string({multiple: true, helpValue: 'URL[=ALT]', summary: 'Images to attach.'}),
  strict: boolean({summary: 'Fail if pd would have to correct or shorten the event (default: do so, with a warning).'}),
  ...changeFlags,
};

interface ContentFlags {
  source?: string | undefined;
  timestamp?: string | undefined;
  details?: string[] | undefined;
  link?: string[] | undefined;
  image?: string[] | undefined;
}

export async function readContent(flags: ContentFlags, io: Io): Promise<Omit<ChangeInput, 'summary'>> {
  const {source, timestamp, details, link, image} = flags;
  return {
    source,
    timestamp:
      timestamp === undefined ? undefined : await parseTime(timestamp, '--timestamp', {nowMs: io.now(), looks: 'back'}),
    details: details === undefined ? undefined : await readObject(io, details, '--details'),
    links: link?.map(parseLink),
    images: image?.map(parseImage),
  };
}
