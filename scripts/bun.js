// Starts the bun that npm installed for this platform (its packages carry no `bin` of their own).
// Plain JavaScript for Node 20 and up, because it runs before bun does.
import {spawn} from 'node:child_process';
import {createRequire} from 'node:module';

const packages = {
  'linux-x64': '@oven/bun-linux-x64-baseline/bin/bun',
  'linux-x64-musl': '@oven/bun-linux-x64-musl-baseline/bin/bun',
  'linux-arm64': '@oven/bun-linux-aarch64/bin/bun',
  'linux-arm64-musl': '@oven/bun-linux-aarch64-musl/bin/bun',
  'darwin-x64': '@oven/bun-darwin-x64/bin/bun',
  'darwin-arm64': '@oven/bun-darwin-aarch64/bin/bun',
  'win32-x64': '@oven/bun-windows-x64/bin/bun.exe',
};
const platform = `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
const file = packages[platform];
if (!file) {
  console.error(`No bun for ${platform}: pd is built on ${Object.keys(packages).join(', ')}.`);
  process.exit(1);
}

let bun;
try {
  bun = createRequire(import.meta.url).resolve(file);
} catch {
  console.error(`${file} is not installed. Run: npm ci --include=optional`);
  process.exit(1);
}

const child = spawn(bun, process.argv.slice(2), {stdio: 'inherit'});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : code;
});

function isMusl() {
  if (process.platform !== 'linux') return false;
  // Otherwise the report looks up the names of the network's addresses.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}
