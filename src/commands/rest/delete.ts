import {RestWrite} from './write.ts';

export default class RestDelete extends RestWrite {
  static override examples = ['pd rest delete teams/PTEAM01', 'pd rest delete schedules/PSCHED1/overrides/POVR001'];
  protected readonly method = 'DELETE';
}
