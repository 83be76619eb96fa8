import type {JsonObject} from '../../src/lib/base/json.ts';
import {Redactor} from '../../src/lib/base/redactor.ts';
import {Output, type OutputFormat, type View} from '../../src/lib/output/output.ts';
import {fakeIo, type IoFacts, type Recorded} from '../support/io.ts';

export interface Choice extends IoFacts {
  format: OutputFormat;
  fields?: readonly string[];
  header?: boolean;
  utc?: boolean;
  wide?: boolean;
  color?: boolean;
  view?: View;
}

export function outputFor(choice: Choice): Recorded & {output: Output} {
  const {format, fields, header = true, utc = true, wide = false, color} = choice;
  const recorded = fakeIo(choice);
  return {
    ...recorded,
    output: new Output(recorded.io, {format, fields, header, utc, wide, color, redactor: new Redactor()}),
  };
}

/** What stdout gets for these batches. */
export async function printed(choice: Choice, ...batches: (readonly JsonObject[])[]): Promise<string> {
  const {output, stdout} = outputFor(choice);
  await output.records(batches, choice.view);
  return stdout.text;
}
