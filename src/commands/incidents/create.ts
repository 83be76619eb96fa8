import {boolean, string} from '@oclif/core/flags';
import {usageError} from '../../lib/base/errors.ts';
import {isObject, type JsonObject} from '../../lib/base/json.ts';
import type {Context} from '../../lib/context.ts';
import {incidentView} from '../../lib/incidents/incident-columns.ts';
import {wordList} from '../../lib/incidents/incident-query.ts';
import {readValue} from '../../lib/input/argument-values.ts';
import {openMade} from '../../lib/resources/browser.ts';
import {reference} from '../../lib/resources/record-id.ts';
import {sendChange} from '../../lib/resources/send-change.ts';
import {PdCommand} from '../base/command.ts';
import {changeFlags} from '../base/flags.ts';

const flags = {
  service: string({helpValue: 'SERVICE', required: true, summary: 'Service to create the incident on.'}),
  title: string({char: 's', helpValue: 'TITLE', required: true, summary: 'Title of the incident.'}),
  urgency: string({helpValue: 'high|low', summary: "Urgency (default: the service's own rule)."}),
  priority: string({helpValue: 'PRIORITY', summary: 'Priority, by name or ID, such as P1 (default: none).'}),
  policy: string({helpValue: 'POLICY', summary: "Escalation policy (default: the service's)."}),
  assign: string({
    helpValue: 'USER',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'User to assign it to; may be repeated (default: the escalation policy decides).',
  }),
  body: string({helpValue: 'TEXT', summary: 'Description of the incident; - reads stdin.'}),
  key: string({helpValue: 'KEY', summary: 'Incident key; PagerDuty refuses a second open incident with the same key.'}),
  open: boolean({summary: 'Open the new incident in the browser, or print its URL on stderr if there is none.'}),
  ...changeFlags,
};

export default class IncidentsCreate extends PdCommand {
  static override examples = [
    'pd incidents create --service Checkout -s "Customers cannot pay" --urgency high',
    'pd incidents create --service Checkout -s "Customers cannot pay" --open',
    'ID=$(pd incidents create --service Checkout -s "Customers cannot pay" -o id)',
  ];
  static override flags = flags;

  async run(): Promise<void> {
    const {flags, context} = await this.start(IncidentsCreate);
    if (flags.title.trim() === '') throw usageError('The title is empty', 'say what is wrong with -s TITLE');
    const incident = await newIncident(context, flags);
    const {recorded} = await import('../../lib/journal/recorded.ts');
    const why = 'an incident cannot be removed; pd incidents resolve closes it';
    const items = [{id: 'new', name: flags.title, before: undefined}];
    const {answer} = await recorded(context, {kind: 'final', command: 'incidents create', why, items}, () =>
      sendChange(context, 'POST', '/incidents', incident),
    );
    if (!isObject(answer)) return;
    await context.output.record(answer, incidentView(''));
    if (flags.open) openMade(context, answer['html_url'], 'incident');
  }
}

interface Wanted {
  service: string;
  title: string;
  urgency?: string | undefined;
  priority?: string | undefined;
  policy?: string | undefined;
  assign?: string[] | undefined;
  body?: string | undefined;
  key?: string | undefined;
}

async function newIncident({io, resolver}: Context, wanted: Wanted): Promise<JsonObject> {
  const {urgency, priority, policy, assign = [], body, key} = wanted;
  const [checkedUrgency] = urgency === undefined ? [] : wordList(urgency, ['high', 'low'], '--urgency');
  const details = body === '-' ? await readValue(io, body, '--body') : body;
  const find = await resolver();
  const [serviceId, priorityId, policyId, ...userIds] = await Promise.all([
    find.service(wanted.service),
    priority === undefined ? undefined : find.priority(priority),
    policy === undefined ? undefined : find.policy(policy),
    ...assign.map(name => find.user(name)),
  ]);
  const assignees = userIds.filter(id => id !== undefined);
  return {
    incident: {
      type: 'incident',
      title: wanted.title,
      service: reference(serviceId, 'service'),
      ...(checkedUrgency === undefined ? {} : {urgency: checkedUrgency}),
      ...(priorityId === undefined ? {} : {priority: reference(priorityId, 'priority')}),
      ...(policyId === undefined ? {} : {escalation_policy: reference(policyId, 'escalation_policy')}),
      ...(assignees.length === 0 ? {} : {assignments: assignees.map(id => ({assignee: reference(id, 'user')}))}),
      ...(details === undefined ? {} : {body: {type: 'incident_body', details}}),
      ...(key === undefined ? {} : {incident_key: key}),
    },
  };
}
