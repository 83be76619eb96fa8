// Runs the tests at five dates, each in one of two time zones, or with --both in both. Arguments are passed to the
// runner. Debian's faketime shifts the clock for the tests and for the programs that they start.
const runs = [
  // Just before the start of a month, a year and summer time, and on days that only some months and years have.
  {date: '2026-11-30T23:58:00Z', zone: 'Pacific/Auckland', language: 'tr_TR.UTF-8'},
  {date: '2026-12-01T10:00:00Z', zone: 'America/St_Johns', language: 'de_DE.UTF-8'},
  {date: '2026-12-31T23:58:00Z', zone: 'Pacific/Auckland', language: 'C'},
  {date: '2027-03-14T05:28:00Z', zone: 'America/St_Johns', language: 'tr_TR.UTF-8'},
  {date: '2028-02-29T12:30:00Z', zone: 'Pacific/Auckland', language: 'de_DE.UTF-8'},
];
const zones = ['Pacific/Auckland', 'America/St_Johns'];

const [library] = [...new Bun.Glob('*/faketime/libfaketimeMT.so.1').scanSync({cwd: '/usr/lib', absolute: true})];
if (library === undefined) {
  console.log('Not run: the clock cannot be shifted here. On Debian: apt-get install faketime');
  process.exit(0);
}

const args = process.argv.slice(2).filter(arg => arg !== '--both');
const isBoth = process.argv.includes('--both');
const all = isBoth ? runs.flatMap(run => zones.map(zone => ({...run, zone}))) : runs;
let failures = 0;
for (const run of all) {
  const {said, isGreen} = await testAt(run, library);
  if (!isGreen) failures += 1;
  console.log(`${run.date}  ${run.zone}  ${run.language}: ${said}`);
}
process.exit(failures === 0 ? 0 : 1);

async function testAt({date, zone, language}: (typeof runs)[number], preload: string) {
  const aheadS = Math.round((Date.parse(date) - Date.now()) / 1000);
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/test.ts`, ...args], {
    env: {
      ...process.env,
      LD_PRELOAD: preload,
      // An offset rather than a date, so that the processes that tests start have the same time.
      FAKETIME: `${aheadS < 0 ? '' : '+'}${aheadS}s`,
      DONT_FAKE_MONOTONIC: '1',
      TZ: zone,
      LANG: language,
      LC_ALL: language,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, report, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (status !== 0) process.stderr.write(report);
  return {said: stdout.trimEnd().split('\n').at(-1) ?? '', isGreen: status === 0};
}
