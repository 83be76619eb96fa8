/**
 * How many places in the runtime name one of its own variables, by platform, for the version of bun in package.json. A
 * new version has another count: read the list that hardenedRuntime prints, make sure that none of them is code, and
 * update the count.
 */
const expectedPlaces: Readonly<Record<string, number>> = {
  'linux-x64': 176,
  'linux-arm64': 176,
  'linux-x64-musl': 175,
  'linux-arm64-musl': 175,
  'darwin-x64': 178,
  'darwin-arm64': 178,
  'win32-x64': 162,
};

/**
 * What looks like a variable but is not: identifiers in the runtime's own JavaScript and C. BUN_JSC_ occurs only in
 * messages.
 */
const noVariable = /^BUN_(?:DATA_|FFI_|INTERNALS_|JSC_|PLUGIN_|PUBLIC_|TEST_DRAIN_|WORKER_)/;

/**
 * The runtime with its own variables disabled: BUN_OPTIONS, BUN_INSPECT, BUN_BE_BUN and others would let the
 * environment run code in pd, open a port to it or make it write files. In each name, the `_` after BUN becomes `=`,
 * which no variable name can contain, so the runtime never finds one set. Throws if the count is not the expected one.
 */
export function hardenedRuntime(runtime: Uint8Array, platform: string): Buffer {
  const bytes = Buffer.from(runtime);
  const places = [...variables(bytes, 'latin1'), ...variables(bytes, 'utf16le')];
  const expected = expectedPlaces[platform];
  if (places.length !== expected) {
    const names = [...new Set(places.map(({name}) => name))].sort();
    throw new Error(
      `The runtime for ${platform} names variables of its own at ${places.length} places, not ${expected}: ${names.join(' ')}`,
    );
  }
  for (const {underscore} of places) bytes[underscore] = '='.charCodeAt(0);
  return bytes;
}

interface Place {
  name: string;
  /** The offset of the `_` after BUN. */
  underscore: number;
}

/** Some variables are looked up in UTF-16 on Windows. */
function* variables(bytes: Buffer, encoding: 'latin1' | 'utf16le'): Generator<Place> {
  const width = encoding === 'latin1' ? 1 : 2;
  const start = Buffer.from('BUN_', encoding);
  for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + start.length)) {
    const text = bytes.toString(encoding, at, at + 60 * width);
    const name = /^BUN_[A-Z]{2}[A-Z0-9_]*/.exec(text)?.[0];
    // After a dot it is a property in JavaScript, where the change would be an assignment.
    const isProperty = bytes.toString(encoding, at - width, at) === '.';
    if (name !== undefined && !isProperty && !noVariable.test(name)) yield {name, underscore: at + 3 * width};
  }
}
