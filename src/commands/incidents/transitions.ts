import {string} from '@oclif/core/flags';
import {PdError} from '../../lib/base/errors.ts';
import {field} from '../../lib/base/json.ts';
import {applyChange} from '../../lib/incidents/apply-change.ts';
import {titleOf} from '../../lib/incidents/incident-columns.ts';
import {snoozeFor, snoozeRequest} from '../../lib/incidents/snoozing.ts';
import {PdCommand} from '../base/command.ts';
import {selectFlags} from './flags.ts';
import {idsArgs} from './select-args.ts';

// The default status of a filter: acknowledging an acknowledged incident changes nothing.
const unacknowledged = ['triggered'];
const resolved = ['resolved'];

export class IncidentsAck extends PdCommand {
  static override description =
    'Acknowledges the given incidents, or every triggered one that matches the filter flags.';

  static override examples = [
    'pd incidents ack 8',
    'pd incidents ack 8 --snooze 4h',
    'pd incidents ack --service Checkout --yes',
    'pd incidents ls --mine -o id | pd incidents ack -',
  ];
  static override strict = false;
  static override args = idsArgs({statuses: unacknowledged});
  static override flags = {
    snooze: string({
      helpValue: 'DURATION',
      summary: 'Also snooze them for this long, such as 4h (default: no snooze).',
    }),
    ...selectFlags(unacknowledged),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsAck);
    const snooze = flags.snooze === undefined ? undefined : snoozeFor(flags.snooze, '--snooze');
    await applyChange(context, argv, flags, {
      ...(snooze && {
        followUp: {request: (id: string) => snoozeRequest(id, snooze), past: 'snoozed'},
      }),
      question: incidents => `Acknowledge ${incidents}?`,
      command: 'incidents ack',
      past: 'acknowledged',
      shows: snooze === undefined ? ['status'] : ['status', 'snoozedUntil'],
      statuses: unacknowledged,
      fields: {status: 'acknowledged'},
      obstacle: incident =>
        field(incident, 'status') === 'resolved'
          ? new PdError('refused', `${titleOf(incident)} is resolved, and acknowledging it would reopen it`, {
              next: `pd incidents reopen ${String(field(incident, 'id'))}`,
            })
          : undefined,
    });
  }
}

export class IncidentsResolve extends PdCommand {
  static override description = 'Resolves the given incidents, or every open one that matches the filter flags.';

  static override examples = ['pd incidents resolve 8', 'pd incidents resolve 7 8 --resolution "Disk was cleaned"'];
  static override strict = false;
  static override args = idsArgs();
  static override flags = {
    resolution: string({helpValue: 'TEXT', summary: 'How it was resolved; stored with the incident.'}),
    ...selectFlags(),
  };

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsResolve);
    const {resolution} = flags;
    await applyChange(context, argv, flags, {
      question: incidents => `Resolve ${incidents}?`,
      command: 'incidents resolve',
      past: 'resolved',
      shows: ['status'],
      fields: {status: 'resolved', ...(resolution === undefined ? {} : {resolution})},
      otherwise: ids => `pd incidents reopen ${ids}`,
    });
  }
}

export class IncidentsReopen extends PdCommand {
  static override description =
    'Reopens the given incidents, or every resolved one that matches the filter flags and was created in the last month; --since and --all-time choose another period.';

  static override examples = ['pd incidents reopen 3', 'pd incidents reopen --service Checkout --since 2h --yes'];
  static override strict = false;
  static override args = idsArgs({statuses: resolved});
  static override flags = selectFlags(resolved);

  async run(): Promise<void> {
    const {argv, flags, context} = await this.start(IncidentsReopen);
    await applyChange(context, argv, flags, {
      question: incidents => `Reopen ${incidents}?`,
      command: 'incidents reopen',
      past: 'reopened',
      shows: ['status', 'assignees'],
      statuses: resolved,
      fields: {status: 'triggered'},
    });
  }
}
