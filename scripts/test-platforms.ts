// Builds the program of each platform and tries pd's main jobs with it, using wine and qemu if they are installed:
// npm run test:platforms [-- --only windows-x64,linux-arm64 --jobs deadline]
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {wrongPages} from './macho-signature.ts';
import {jobs, tryJob} from './platforms/jobs.ts';
import {type Machine, machineFor} from './platforms/machine.ts';
import {buildProgram} from './program.ts';
import {runtimeFile} from './release/runtimes.ts';
import {type Target, targets} from './release/targets.ts';

const {values} = parseArgs({options: {only: {type: 'string'}, jobs: {type: 'string', default: ''}}});
const wanted = values.only?.split(',') ?? targets.map(({name}) => name);
const scratch = mkdtempSync(join(tmpdir(), 'pd-platforms-'));
let failures = 0;
try {
  for (const target of targets) if (wanted.includes(target.name)) await tryPlatform(target);
} finally {
  rmSync(scratch, {recursive: true, force: true});
}
console.log(failures === 0 ? 'Everything that was tried works' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);

async function tryPlatform(target: Target): Promise<void> {
  const folders = {build: join(scratch, target.name, 'build'), home: join(scratch, target.name, 'home')};
  for (const folder of Object.values(folders)) mkdirSync(folder, {recursive: true});
  const program = await buildProgram({platform: target.platform, runtime: runtimeFile(target), folder: folders.build});
  const machine = machineFor(target.name, program, folders.home);
  if (target.npm.os === 'darwin') checkSignature(target, program);
  if (typeof machine === 'string') {
    console.log(`${target.name}: built, not tried: ${machine}`);
    return;
  }
  console.log(`${target.name}, on ${machine.name}:`);
  try {
    await tryJobs(machine, folders.home);
  } finally {
    machine.close();
  }
}

function checkSignature({name}: Target, program: string): void {
  const wrong = wrongPages(readFileSync(program));
  if (wrong > 0) failures += 1;
  console.log(
    `${name}: ${wrong === 0 ? 'its signature is that of its pages' : `${wrong} pages are not as they were signed`}`,
  );
}

async function tryJobs(machine: Machine, folder: string): Promise<void> {
  for (const [name, job] of Object.entries(jobs)) {
    if (!name.includes(values.jobs)) continue;
    const startedMs = performance.now();
    const problem = await tryJob(job, machine, folder).catch((error: unknown) => error);
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`  ${problem === undefined ? 'ok  ' : 'FAIL'} ${name} (${tookS} s)`);
    if (problem === undefined) continue;
    failures += 1;
    console.log(`       ${problem instanceof Error ? problem.message : problem}`);
  }
}
