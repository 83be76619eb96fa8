import {Config} from '@oclif/core/config';
import type {Io, OutStream} from '../../lib/io/io.ts';
import type {WatchedJob} from '../../lib/job/watched-job.ts';
import type {OutputFormat} from '../../lib/output/output.ts';
import type {Settings} from '../../lib/settings/settings.ts';

/**
 * What oclif needs to parse a command line and to print a command's help. It is never load()ed, which would look
 * for plugins, themes and a package.json on the user's disk.
 */
export class OclifConfig extends Config {
  readonly io: Io;
  /** Set as soon as the command line has been parsed; used to report an error. */
  started: {settings: Settings; stdout: OutStream; format?: OutputFormat} | undefined;
  /** The job of `events run`, which has been running since before the command line was parsed. */
  job: WatchedJob | undefined;

  constructor(io: Io, bin: string, version: string) {
    super({root: '/'});
    this.io = io;
    this.bin = bin;
    this.name = 'pd';
    this.version = version;
    this.topicSeparator = ' ';
    this.root = '/';
    this.pjson = {name: 'pd', version, oclif: {topicSeparator: ' '}};
    this.windows = io.platform === 'win32';
  }

  /** pd has no plugins, and so no hooks. */
  override async runHook(): Promise<{failures: never[]; successes: never[]}> {
    return {failures: [], successes: []};
  }
}
