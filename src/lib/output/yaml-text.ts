import type {ScalarTag, Tags} from 'yaml';
import {type ExactNumber, isExactNumber, type Json} from '../base/json.ts';
import {escapeYaml, hasHidden} from './untrusted.ts';
import type {Writer} from './writer.ts';

/** Loads the yaml package. Returns a function that prints a value as one document. */
export async function yamlPrinter(): Promise<(value: Json | readonly Json[]) => string> {
  const {Document, Scalar} = await import('yaml');
  const exactNumber: ScalarTag = {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    identify: isExactNumber,
    resolve: text => text,
    stringify: ({value}) => (value as ExactNumber).rawJSON,
  };
  let texts: ScalarTag | undefined;
  return value => {
    const document = new Document(value, {
      customTags: tags => {
        texts ??= textTag(tags, Scalar.QUOTE_DOUBLE);
        return [texts, exactNumber, ...tags];
      },
      aliasDuplicateObjects: false,
      // YAML 1.1 parsers take a bare `no`, `1:30` or date for something other than text.
      compat: 'yaml-1.1',
    });
    return escapeYaml(document.toString({lineWidth: 0}));
  };
}

const mostKept = 10_000;

/** The package's own text tag, with more quoting; results are cached, which halves the time of a list. */
function textTag(tags: Tags, doubleQuoted: 'QUOTE_DOUBLE'): ScalarTag {
  const own = tags.find(tag => typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:str') as ScalarTag | undefined;
  if (own?.stringify === undefined) throw new TypeError('The yaml package has no tag for text');
  const {stringify} = own;
  const kept = new Map<string, string>();
  return {
    ...own,
    stringify: (item, context, onComment, onChompKeep) => {
      // A lone surrogate is not a character: YAML cannot represent it, not even with an escape.
      const text = String(item.value).toWellFormed();
      item.value = text;
      const known = kept.get(text);
      if (known !== undefined) return known;
      // YAML allows no raw control characters; escapes exist in double quotes only. A bare = has a tag of its own in
      // YAML 1.1.
      if (text === '=' || hasHidden(text.replaceAll('\n', ''))) item.type = doubleQuoted;
      const written = stringify(item, context, onComment, onChompKeep);
      // Text of several lines, or like a document marker, is written differently depending on where it is.
      if (text.length <= 80 && !/[\n\r]|^(?:---|\.\.\.)/.test(text)) {
        if (kept.size >= mostKept) kept.clear();
        kept.set(text, written);
      }
      return written;
    },
  };
}

/** One sequence, written as its items arrive. */
export async function yamlWriter(): Promise<Writer> {
  const print = await yamlPrinter();
  let started = false;
  return {
    batch: rows => {
      started = true;
      return print(rows);
    },
    end: () => (started ? '' : '[]\n'),
  };
}
