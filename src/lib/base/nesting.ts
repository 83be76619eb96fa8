const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const bracket = '['.charCodeAt(0);
const brace = '{'.charCodeAt(0);

/**
 * Whether JSON text nests arrays and objects more than `levels` deep. Reads the text once, no further than needed, and
 * builds nothing. For text that is not JSON the result is arbitrary, but just as fast.
 */
export function isNestedDeeper(text: string, levels: number): boolean {
  if (!hasMoreOpeners(text, levels)) return false;
  // Matches up to a bracket outside strings; stops early at a string that has an escape or no end.
  const flat = /[^"[\]{}]*(?:"[^"\\]*"[^"[\]{}]*)*/y;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    flat.lastIndex = at;
    flat.test(text);
    at = flat.lastIndex;
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else depth += code === bracket || code === brace ? 1 : -1;
    if (depth > levels) return true;
  }
  return false;
}

/** Most texts have fewer brackets in total, which is much faster to find out. */
function hasMoreOpeners(text: string, levels: number): boolean {
  const opener = /[[{]/g;
  for (let count = 0; count <= levels; count += 1) if (!opener.test(text)) return false;
  return true;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text.charCodeAt(escapes - 1) === backslash) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return text.length;
}
