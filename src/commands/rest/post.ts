import {RestWrite} from './write.ts';

export default class RestPost extends RestWrite {
  static override examples = [
    'pd rest post teams -f name=Ops -f description="Night shift"',
    'pd rest post services -d @service.json --dry-run',
  ];
  protected readonly method = 'POST';
}
