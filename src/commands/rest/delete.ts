import {RestWrite} from './write.ts';

export default class RestDelete extends RestWrite {
  static override examples = ['pd rest delete teams/$(pd rest find teams Data -o id) --dry-run'];
  protected readonly method = 'DELETE';
}
