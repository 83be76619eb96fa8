import type {Json} from '../base/json.ts';

/** The value of a YAML document, such as `-o yaml` prints. Undefined for what is not YAML. */
export async function readYaml(text: string): Promise<Json | undefined> {
  const {parse} = await import('yaml');
  try {
    return parse(text) as Json;
  } catch {
    return undefined; // the package's message may be a page long
  }
}
