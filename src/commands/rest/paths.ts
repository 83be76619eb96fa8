import {string as argument} from '@oclif/core/args';
import {PdError} from '../../lib/base/errors.ts';
import type {View} from '../../lib/output/output.ts';
import {endpointRecord} from '../../lib/rest/describe.ts';
import type {Endpoint} from '../../lib/rest/endpoint.ts';
import {allEndpoints, match, nearestPath} from '../../lib/rest/endpoints.ts';
import {PdCommand} from '../base/command.ts';

const view: View = {
  columns: [
    {header: 'METHOD', value: row => row['method']},
    {header: 'PATH', value: row => row['path']},
    {header: 'PAGING', value: row => row['paging'], drop: 1},
    {header: 'WRAPPER', value: row => row['wrapper'], drop: 3},
    {header: 'PARAMETERS', value: row => row['parameters'], drop: 2, grow: true},
  ],
  id: row => String(row['path']),
};

export default class RestPaths extends PdCommand {
  static override defaultFormat = 'json' as const;
  static override examples = ['pd rest paths incidents -o table', 'pd rest paths users/P21I3VB/tags'];
  static override flags = {};
  static override args = {
    text: argument({
      ignoreStdin: true,
      description: 'Part of a path, or a whole path with its IDs (default: every endpoint).',
    }),
  };

  async run(): Promise<void> {
    const {args, context} = await this.start(RestPaths);
    const found = allEndpoints().filter(endpoint => isMeant(endpoint, args.text ?? ''));
    if (found.length === 0) {
      const near = nearestPath(args.text ?? '');
      throw new PdError('not-found', `No path contains "${args.text}"`, {next: near && `pd rest paths ${near}`});
    }
    await context.output.records([found.map(endpointRecord)], view);
  }
}

function isMeant({method, path}: Endpoint, text: string): boolean {
  return path.toLowerCase().includes(text.toLowerCase()) || match(method, text)?.endpoint.path === path;
}
