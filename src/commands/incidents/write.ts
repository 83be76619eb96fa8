import {string as stringArg} from '@oclif/core/args';
import {string} from '@oclif/core/flags';
import {notes} from '../../lib/incidents/incident-parts.ts';
import {splitText} from '../../lib/incidents/text-words.ts';
import {writeEach} from '../../lib/incidents/write-each.ts';
import {readValue} from '../../lib/input/argument-values.ts';
import type {View} from '../../lib/output/output.ts';
import {column} from '../../lib/resources/column.ts';
import {pathPart} from '../../lib/resources/record-id.ts';
import {PdCommand} from '../base/command.ts';
import {hasEditor} from '../base/editor.ts';
import {changeFlags, yesFlag} from '../base/flags.ts';
import {idArg, someIds} from './id-args.ts';
import {textOf} from './text.ts';

const textArg = (description: string) => stringArg({ignoreStdin: true, description});
const flags = {yes: yesFlag, ...changeFlags};

export class IncidentsNote extends PdCommand {
  static override examples = [
    'pd incidents note 8 Disk was cleaned',
    'pd incidents note 8 "Disk was cleaned"',
    'df -h | pd incidents note 8 -',
  ];
  static override strict = false;
  static override args = {
    id: idArg(({env}) => hasEditor(env)),
    text: textArg('The note, in quotes or not; - reads stdin (default: written in your editor).'),
  };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const {argv, context} = await this.start(IncidentsNote);
    const [id = '', ...words] = argv;
    const content = await textOf(context, words, {what: 'The note', about: `about incident ${id}`});
    await writeEach(context, [id], true, {
      question: incidents => `Add the note to ${incidents}?`,
      command: 'incidents note',
      past: 'annotated',
      undo: {why: 'PagerDuty has no way to remove a note'},
      request: one => ({method: 'POST', path: `/incidents/${pathPart(one)}/notes`, body: {content}}),
      print: made => context.output.record(made, notes.view),
    });
  }
}

export class IncidentsUpdate extends PdCommand {
  static override examples = [
    'pd incidents update 7 We have found the cause',
    'pd incidents update 7 8 "We have found the cause" --subject "Checkout is slow" --yes',
  ];
  static override strict = false;
  static override args = {
    id: someIds({when: ({env}) => hasEditor(env)}),
    message: textArg('The status update, in quotes or not; - reads stdin (default: written in your editor).'),
  };
  static override flags = {
    subject: string({
      helpValue: 'TEXT',
      summary: 'Subject of the emails to subscribers (default: chosen by PagerDuty).',
    }),
    html: string({helpValue: 'FILE', summary: 'File with the message as HTML, for emails; - reads stdin.'}),
    ...flags,
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsUpdate);
    const {ids, text} = splitText(argv);
    const message = await textOf(context, text === '' ? [] : [text], {
      what: 'The status update',
      about: `to the subscribers of incident ${ids.join(', ')}`,
    });
    const html = flags.html === undefined ? undefined : await readValue(context.io, file(flags.html), '--html');
    const body = {
      message,
      ...(flags.subject === undefined ? {} : {subject: flags.subject}),
      ...(html === undefined ? {} : {html_message: html}),
    };
    await writeEach(context, ids, flags.yes, {
      question: incidents => `Send the status update to the subscribers of ${incidents}?`,
      command: 'incidents update',
      past: 'updated',
      undo: {why: 'a status update has been sent to its subscribers'},
      request: id => ({method: 'POST', path: `/incidents/${pathPart(id)}/status_updates`, body}),
      print: made => context.output.record(made, updateView),
    });
  }
}

/** A file is what readValue knows by its @. */
const file = (name: string): string => (name === '-' || name.startsWith('@') ? name : `@${name}`);

const updateView: View = {
  columns: [
    column('ID', 'id'),
    column('TIME', 'created_at', {as: 'time'}),
    column('BY', 'sender.summary'),
    column('SUBJECT', 'subject', {sparse: true, drop: 1}),
    column('MESSAGE', 'message', {grow: true}),
  ],
};
