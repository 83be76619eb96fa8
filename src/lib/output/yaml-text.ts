import {type ExactNumber, isExactNumber, type Json} from '../json.ts';
import {escapeYaml, hasHidden} from './untrusted.ts';
import type {Writer} from './writer.ts';

/** Loads the yaml package and prints a value, one document. */
export async function yamlPrinter(): Promise<(value: Json | readonly Json[]) => string> {
  const {Document, Scalar, visit} = await import('yaml');
  const exactNumber = {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    identify: isExactNumber,
    resolve: (text: string) => text,
    stringify: ({value}: {value: unknown}) => (value as ExactNumber).rawJSON,
  };
  return value => {
    const document = new Document(value, {
      customTags: tags => [exactNumber, ...tags],
      aliasDuplicateObjects: false,
      // Readers of YAML 1.1 take a bare `no`, `1:30` or date for something else than text.
      compat: 'yaml-1.1',
    });
    visit(document, {
      Scalar: (_key, node) => {
        // YAML allows no raw control characters; escapes exist in double quotes only.
        if (typeof node.value === 'string' && hasHidden(node.value.replaceAll('\n', '')))
          node.type = Scalar.QUOTE_DOUBLE;
      },
    });
    return escapeYaml(document.toString({lineWidth: 0}));
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
