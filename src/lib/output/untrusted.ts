/**
 * Everything that moves the cursor, changes the reading direction or is invisible. Variation selectors are allowed,
 * because they choose the look of the character before them. The Arabic characters subtracted at the end are visible
 * format characters.
 */
const source = String.raw`[[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\p{Zl}\p{Zp}[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]]--[\u{600}-\u{605}\u{6dd}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}]]`;

/** Nearly every text matches this; the pattern for the others takes 2 ms to create. */
const plain = /^[ -~]*$/;
let patterns: {one: RegExp; every: RegExp} | undefined;

function hidden(): {one: RegExp; every: RegExp} {
  patterns ??= {one: new RegExp(source, 'v'), every: new RegExp(source, 'gv')};
  return patterns;
}

const shortForms: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** Text from elsewhere as one safe line: characters that would act on a terminal, or are invisible, are escaped. */
export function visible(text: string): string {
  return hasHidden(text) ? text.replace(hidden().every, spellVisible) : text;
}

/** The same for a text that keeps its line breaks and tabs. */
export const visibleLines = (text: string): string => text.replace(/[^\n\t]+/g, visible);

/** Spells each character only once: a text from elsewhere may contain megabytes of them. */
function remembered(spell: (character: string) => string): (character: string) => string {
  const known = new Map<string, string>();
  return character => {
    const spelling = known.get(character) ?? spell(character);
    known.set(character, spelling);
    return spelling;
  };
}

const spellVisible = remembered(character => shortForms[character] ?? `\\u{${codePoint(character)}}`);

export const hasHidden = (text: string): boolean => !plain.test(text) && hidden().one.test(text);

/** The same JSON, with every hidden character inside its strings as \uXXXX. */
export function escapeJson(text: string): string {
  return hasHidden(text) ? text.replace(hidden().every, spellJson) : text;
}

/** The same for double-quoted YAML strings, which have no surrogate pairs. */
export function escapeYaml(text: string): string {
  return hasHidden(text) ? text.replace(hidden().every, spellYaml) : text;
}

const codePoint = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

// Line breaks stay: in JSON and YAML they come between values, never raw inside one that has hidden characters.
const spellJson = remembered(character => {
  if (character === '\n') return character;
  const units = Array.from({length: character.length}, (_, index) => character.charCodeAt(index));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
});

const spellYaml = remembered(character => {
  if (character === '\n') return character;
  return character.length > 1
    ? `\\U${codePoint(character).padStart(8, '0')}`
    : `\\u${codePoint(character).padStart(4, '0')}`;
});
