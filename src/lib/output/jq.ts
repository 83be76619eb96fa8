import {type PdError, usageError} from '../base/errors.ts';

/** Runs a jq program on a JSON text, and returns what jq prints: a result a line, texts without quotes. */
export type Jq = (json: string) => string;

/**
 * Loads jq, which takes some time and 3 MB, and checks the program, so that a mistake in it is found before anything is
 * requested. Throws a usage error with what jq says.
 */
export async function jqFor(program: string): Promise<Jq> {
  const jq = await loaded();
  const run = (json: string, text: string): string | undefined => {
    // jq-web passes on what `debug` and `stderr` print, which may be a secret of the data, to the console.
    const {warn} = console;
    console.warn = () => undefined;
    try {
      return jq.raw(json, text, ['-r', '-c']);
    } catch (error) {
      throw failed(error);
    } finally {
      console.warn = warn;
    }
  };
  // Without an input the program is compiled and not run.
  run('', program);
  return json => {
    const printed = run(json, program) ?? ''; // undefined for a program that prints nothing
    return printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`;
  };
}

interface JqWeb {
  /**
   * What jq prints for these inputs. Throws an error with `exitCode` and `stderr` as jq has them: 3 for a program that
   * does not compile, 5 for one that fails.
   */
  raw(json: string, program: string, flags: readonly string[]): string | undefined;
}

/** The package is a promise, which an import() would take for its own. */
const loaded = (): Promise<JqWeb> => require('jq-web');

function failed(error: unknown): PdError {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const [first = ''] = said.split('\n');
  const what = first.replace(/^jq: error(?: \(at [^)]*\))?: /, '').replace(/, line \d+:$/, '');
  return usageError(`--jq: ${what}`);
}
