import fc from 'fast-check';

/** Every code point except the halves of a pair. fast-check's own unit `binary` takes seconds to make. */
const anyCharacter = fc
  .oneof(
    {arbitrary: fc.integer({min: 0, max: 0x7f}), weight: 1},
    {arbitrary: fc.integer({min: 0, max: 0xd7ff}), weight: 2},
    {arbitrary: fc.integer({min: 0xe000, max: 0x10ffff}), weight: 6},
  )
  .map(code => String.fromCodePoint(code));

export const anyText = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({unit: anyCharacter, ...(maxLength !== undefined && {maxLength})});

const allowed = fc.constantFrom(..."aZ09-._~!$&'()*+,;=:@");
const part = fc.string({unit: fc.oneof(allowed, anyCharacter.map(encodeURIComponent))});

/** With a path, a query and a fragment, each of which may be missing or empty. */
export const webUrl = fc
  .record({
    scheme: fc.constantFrom('http', 'https'),
    domain: fc.domain(),
    segments: fc.array(part),
    query: fc.option(part),
    fragment: fc.option(part),
  })
  .map(
    ({scheme, domain, segments, query, fragment}) =>
      `${scheme}://${domain}${segments.map(segment => `/${segment}`).join('')}${query === null ? '' : `?${query}`}${fragment === null ? '' : `#${fragment}`}`,
  );
