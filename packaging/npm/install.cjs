// Replaces the script that starts the program with the program itself, which saves starting Node for every command.
const fs = require('node:fs');
const {join} = require('node:path');
const {programFile} = require('./platform.cjs');

// On Windows, npm creates a .cmd that starts Node with the script, whatever the script is.
if (process.platform !== 'win32') {
  const script = join(__dirname, 'pd.cjs');
  const beside = join(__dirname, `pd.cjs.${process.pid}`);
  try {
    fs.linkSync(programFile(), beside);
    fs.renameSync(beside, script);
  } catch {
    // Another disk, or a read-only folder: then the script starts the program.
    fs.rmSync(beside, {force: true});
  }
}
