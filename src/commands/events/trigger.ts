import {string} from '@oclif/core/flags';
import {eventFacts, sendOne} from '../../lib/delivery/dispatch.ts';
import {buildTrigger, severities} from '../../lib/events/event.ts';
import {checkedWebUrl} from '../../lib/events/event-links.ts';
import {PdCommand} from '../base/command.ts';
import {contentFlags, readContent} from './content.ts';

export default class EventsTrigger extends PdCommand {
  static override examples = [
    'pd events trigger -s "Disk full on db1" --severity error --dedup-key disk-db1',
    'pd events trigger -s "Queue is stuck" --details queue=mail length:=5120 --link https://wiki.example.com/mail=Runbook',
    'KEY=$(pd events trigger -s "Backup failed" -o id)',
  ];

  static override flags = {
    summary: string({char: 's', required: true, helpValue: 'TEXT', summary: 'What is wrong.'}),
    severity: string({
      helpValue: 'LEVEL',
      options: [...severities],
      summary: 'How bad it is: critical, error, warning or info (default: critical).',
    }),
    'dedup-key': string({helpValue: 'KEY', summary: 'Which alert it is; one is made when left out.'}),
    component: string({helpValue: 'NAME', summary: 'The part that is broken.'}),
    group: string({helpValue: 'NAME', summary: 'What the part belongs to.'}),
    class: string({helpValue: 'NAME', summary: 'The kind of event.'}),
    client: string({helpValue: 'NAME', summary: 'The monitor that noticed.'}),
    'client-url': string({helpValue: 'URL', summary: 'Its page about this.'}),
    ...contentFlags,
  };

  async run(): Promise<void> {
    const {flags, context} = await this.start(EventsTrigger);
    const clientUrl = flags['client-url'];
    const {summary, severity, component, group, client} = flags;
    const input = {
      ...(await readContent(flags, context.io)),
      ...{summary, severity, component, group, client, class: flags.class},
      dedupKey: flags['dedup-key'],
      clientUrl: clientUrl === undefined ? undefined : checkedWebUrl(clientUrl, '--client-url'),
    };
    await sendOne(context, buildTrigger(input, await eventFacts(context, flags.strict)));
  }
}
