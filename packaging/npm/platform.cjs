const {join} = require('node:path');

/** The file of the program for this platform. Exits with a message if there is none. */
exports.programFile = function programFile() {
  const musl = process.platform === 'linux' && !isGlibc() ? '-musl' : '';
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}${musl}`;
  const name = `pd-cli-${platform}`;
  try {
    const folder = join(require.resolve(`${name}/package.json`), '..');
    return join(folder, process.platform === 'win32' ? 'pd.exe' : 'pd');
  } catch {
    console.error(
      `pd: the package ${name} is not installed. Either there is no pd for this platform, or optional dependencies were left out: npm install --include=optional pd-cli`,
    );
    process.exit(1);
  }
};

function isGlibc() {
  // Otherwise the report looks up the names of the network's addresses.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}
