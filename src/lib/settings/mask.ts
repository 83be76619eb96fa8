/** Shorter than this, hiding every occurrence would garble ordinary words. */
const shortestHidden = 4;
/** From this length on the last four characters tell keys apart without giving much away. */
const shortestHinted = 8;

/** Every secret pd has read, so that none is ever shown, whoever echoes it. */
export class Mask {
  readonly #shown = new Map<string, string>();
  #pattern: RegExp | undefined;

  add(secret: string): void {
    if (secret.length < shortestHidden || this.#shown.has(secret)) return;
    const shown = hidden(secret);
    for (const form of forms(secret)) if (form.length >= shortestHidden) this.#shown.set(form, shown);
    // The longest first: a secret that contains another is hidden whole.
    const longestFirst = [...this.#shown.keys()].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longestFirst.map(form => RegExp.escape(form)).join('|'), 'g');
  }

  /** The text with each secret as `…` and its last four characters, also where it stands encoded. */
  apply(text: string): string {
    if (!this.#pattern) return text;
    return text.replace(this.#pattern, form => this.#shown.get(form) ?? '…');
  }
}

/** How a secret is shown: `…` and its last four characters. */
export function hidden(secret: string): string {
  return secret.length < shortestHinted ? '…' : `…${secret.slice(-4)}`;
}

function forms(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const lowerHex = encoded.replace(/%[0-9A-F]{2}/g, byte => byte.toLowerCase());
  const inJson = JSON.stringify(secret).slice(1, -1);
  const base64 = secret.length < shortestHinted ? [] : base64Parts(secret);
  const base64url = base64.map(part => part.replaceAll('+', '-').replaceAll('/', '_'));
  return [secret, encoded, lowerHex, encoded.replaceAll('%20', '+'), inJson, ...base64, ...base64url];
}

/** What the secret looks like inside a longer base64 text (`user:password`), at each of the three alignments. */
function base64Parts(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // The characters at both ends also hold bits of what stands before and after.
    const start = shift === 0 ? 0 : shift + 1;
    const end = (shift + bytes.length) % 3 === 0 ? text.length : text.indexOf('=') - 1;
    return text.slice(start, end);
  });
}
