import {RestWrite} from './write.ts';

export default class RestPut extends RestWrite {
  static override examples = [
    `pd rest put teams/PD02KVC -d '{"description": "Day shift"}'`,
    'pd rest put incidents/Q3Y3T2SXXMRCNL -f type=incident -f status=acknowledged',
  ];
  protected readonly method = 'PUT';
}
