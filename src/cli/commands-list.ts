import {PdCommand} from '../commands/base/command.ts';
import type {CommandTable} from '../commands/entries.ts';
import type {JsonObject} from '../lib/base/json.ts';
import type {View} from '../lib/output/output.ts';
import {column} from '../lib/resources/column.ts';

const view: View = {
  columns: [column('COMMAND', 'name'), column('SUMMARY', 'summary', {grow: true})],
  id: row => String(row['name']),
};

/** `pd commands`. `commands`: those to list, including itself. */
export function commandsCommand(commands: CommandTable) {
  return class Commands extends PdCommand {
    static override description =
      'JSON has the arguments, flags and examples of each, and under "pd" the flags that every command takes.';

    static override examples = ['pd commands', 'pd commands -o json'];

    async run(): Promise<void> {
      const {context} = await this.start(Commands);
      const {commandShapes, globalShapes} = await import('./completion/shapes.ts');
      const shapes = await commandShapes(commands);
      const shown = shapes
        .filter(({hidden}) => !hidden)
        .map(({hidden: _hidden, open, ...shape}) => ({...shape, takesMore: open}));
      const everywhere = {
        name: 'pd',
        summary: 'What every command takes',
        args: [],
        flags: globalShapes(),
        examples: [],
      };
      const rows = context.output.format === 'table' ? shown : [everywhere, ...shown];
      // The shapes are plain data; JSON leaves out undefined members.
      await context.output.records([JSON.parse(JSON.stringify(rows)) as JsonObject[]], view);
    }
  };
}
