#!/usr/bin/env node
// Starts the program of this platform, which npm has installed as an optional dependency. The install script replaces
// this file with the program itself if it can; without install scripts, this file runs.
const {spawn} = require('node:child_process');
const {programFile} = require('./platform.cjs');

const file = programFile();
const args = process.argv.slice(2);
// Newer versions of Node can become the program: signals, the terminal and the exit status are then its own.
if (typeof process.execve === 'function' && process.platform !== 'win32') {
  process.execve(file, [process.argv0, ...args], process.env);
}
const child = spawn(file, args, {stdio: 'inherit', windowsHide: true});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal));
child.on('error', error => {
  console.error(`pd: ${file} cannot be started: ${error.message}`);
  process.exit(126);
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
