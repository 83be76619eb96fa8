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
    summary: string({
      char: 's',
      required: true,
      helpValue: 'TEXT',
      summary: 'What is wrong; the text of the alert, at most 1,024 characters.',
    }),
    severity: string({
      helpValue: severities.join('|'),
      summary: 'Severity of the alert (default: critical).',
    }),
    'dedup-key': string({
      helpValue: 'KEY',
      summary: 'Dedup key of the alert; use the same key to update or resolve it (default: a new UUID).',
    }),
    component: string({helpValue: 'NAME', summary: 'The component that is affected, such as mysql.'}),
    group: string({helpValue: 'NAME', summary: 'The group the component belongs to, such as prod-db.'}),
    class: string({helpValue: 'NAME', summary: 'The class of the event, such as "disk full".'}),
    client: string({helpValue: 'NAME', summary: 'Name of the monitoring tool that sends the event.'}),
    'client-url': string({helpValue: 'URL', summary: 'URL of the event in that tool.'}),
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
