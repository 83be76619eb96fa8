import type {Json, JsonObject} from '../base/json.ts';
import type {View} from '../output/output.ts';

/** A view of rows that belong to several incidents, with a column that says which. The rows themselves are not changed. */
export function ownedRows(view: View): {view: View; own: (rows: readonly JsonObject[], incident: Json) => void} {
  const owners = new WeakMap<JsonObject, Json>();
  const owner = {header: 'INCIDENT', value: (row: JsonObject) => owners.get(row)};
  const empty = plural(view.empty ?? '');
  return {
    view: {...view, columns: [owner, ...view.columns], empty},
    own: (rows, incident) => {
      for (const row of rows) owners.set(row, incident);
    },
  };
}

const plural = (sentence: string): string =>
  sentence
    .replace('The incident has', 'The incidents have')
    .replace('this incident', 'these incidents')
    .replace('like this one', 'like these');
