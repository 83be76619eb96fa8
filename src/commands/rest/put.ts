import {RestWrite} from './write.ts';

export default class RestPut extends RestWrite {
  static override examples = [
    `pd rest put teams/PTEAM01 -d '{"description": "Day shift"}'`,
    'pd rest put incidents/PINC001 -f type=incident -f status=resolved',
  ];
  protected readonly method = 'PUT';
}
