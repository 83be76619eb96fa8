// Puts the program in the place of the script that starts it, which saves starting Node for every command.
const fs = require('node:fs');
const {join} = require('node:path');
const {programFile} = require('./platform.cjs');

// On Windows npm makes a .cmd that starts Node with the script, whatever the script is.
if (process.platform !== 'win32') {
  const script = join(__dirname, 'pd.cjs');
  const beside = join(__dirname, `pd.cjs.${process.pid}`);
  try {
    fs.linkSync(programFile(), beside);
    fs.renameSync(beside, script);
  } catch {
    // Another disk, or a folder that cannot be written: the script starts the program.
    fs.rmSync(beside, {force: true});
  }
}
