import {RestWrite} from './write.ts';

export default class RestDelete extends RestWrite {
  protected readonly method = 'DELETE';
}
