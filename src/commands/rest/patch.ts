import {RestWrite} from './write.ts';

export default class RestPatch extends RestWrite {
  static override examples = [
    'pd rest patch workflows/integrations/PINT001/connections/PCON001 -f name=jira --dry-run',
  ];
  protected readonly method = 'PATCH';
}
