import {myStatus} from '../lib/incidents/my-status.ts';
import {accountOf, showStatus} from '../lib/incidents/status-text.ts';
import {PdCommand} from './base/command.ts';

export default class Status extends PdCommand {
  static override description =
    'Shows whether you are on call, until when, who was before you and who comes after you; your open incidents and those of your teams, the most important first; and the account and profile in use.';

  static override examples = ['pd status', 'pd status --json'];

  async run(): Promise<void> {
    const {flags, context} = await this.start(Status);
    const {output, settings} = context;
    const status = await myStatus(context);
    if (output.format === 'table' && flags.fields === undefined) await showStatus(context, status);
    else
      await output.record({
        id: status.user['id'] ?? null,
        user: status.user,
        account: accountOf(status.user) ?? null,
        profile: settings.profileName ?? null,
        region: settings.region(),
        on_call: status.onCall,
        next_on_call: status.next ?? null,
        incidents: status.mine,
        team_incidents: status.teams,
      });
    if (status.isCut)
      output.note('More than 100 incidents are open; only 100 were looked at, those of high urgency first.');
  }
}
