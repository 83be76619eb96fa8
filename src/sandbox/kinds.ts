export type Kind = keyof typeof kinds;

interface KindFacts {
  /** The key that wraps one record, and its `type`. */
  singular: string;
  /** Where its web page is; null if it has none. */
  web: string | null;
  /** The attribute that its summary repeats. */
  name: string;
}

/** The collections of plain records, with the differences between them as data. */
export const kinds = {
  services: {singular: 'service', web: 'service-directory', name: 'name'},
  users: {singular: 'user', web: 'users', name: 'name'},
  teams: {singular: 'team', web: 'teams', name: 'name'},
  schedules: {singular: 'schedule', web: 'schedules', name: 'name'},
  escalation_policies: {singular: 'escalation_policy', web: 'escalation_policies', name: 'name'},
  priorities: {singular: 'priority', web: null, name: 'name'},
  vendors: {singular: 'vendor', web: null, name: 'name'},
  extensions: {singular: 'extension', web: null, name: 'name'},
  extension_schemas: {singular: 'extension_schema', web: null, name: 'label'},
  maintenance_windows: {
    singular: 'maintenance_window',
    web: 'service-directory/maintenance-windows',
    name: 'description',
  },
  business_services: {singular: 'business_service', web: null, name: 'name'},
  addons: {singular: 'addon', web: null, name: 'name'},
  tags: {singular: 'tag', web: null, name: 'label'},
  webhook_subscriptions: {singular: 'webhook_subscription', web: null, name: 'description'},
  alert_grouping_settings: {singular: 'alert_grouping_setting', web: null, name: 'name'},
} satisfies Record<string, KindFacts>;

export const kindNames = Object.keys(kinds) as Kind[];

export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name);
