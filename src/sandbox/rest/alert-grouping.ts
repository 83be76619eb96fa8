import {type JsonObject, objects, stringField} from '../../lib/base/json.ts';
import {invalid} from '../failure.ts';
import {routesOf} from './collections.ts';
import {afterPage} from './page.ts';
import type {RestRequest, Route} from './request.ts';

const groupingTypes = ['content_based', 'content_based_intelligent', 'intelligent', 'time'];

export const alertGroupingRoutes: readonly Route[] = [
  ...routesOf({
    kind: 'alert_grouping_settings',
    needed: ['type', 'config', 'services'],
    prepare: prepareSetting,
  }).filter(route => !(route.method === 'GET' && route.pattern === '/alert_grouping_settings')),
  {
    method: 'GET',
    pattern: '/alert_grouping_settings',
    answer: request => {
      const services = request.all('service_ids');
      const settings = [...request.store.tables.alert_grouping_settings.values()].filter(
        setting =>
          services.length === 0 || objects(setting['services']).some(one => services.includes(String(one['id']))),
      );
      return afterPage(request, 'alert_grouping_settings', settings);
    },
  },
];

function prepareSetting(request: RestRequest, attributes: JsonObject): JsonObject {
  const type = stringField(attributes, 'type') ?? '';
  if (!groupingTypes.includes(type)) throw invalid(`type must be one of ${groupingTypes.join(', ')}`);
  const services = objects(attributes['services']).map(one => {
    const service = request.store.tables.services.get(stringField(one, 'id') ?? '');
    if (service === undefined) throw invalid(`There is no service "${stringField(one, 'id') ?? ''}"`);
    return {id: service.id, name: service.summary};
  });
  const at = request.store.timestamp();
  return {name: null, description: null, created_at: at, ...attributes, services, updated_at: at};
}
