import {attach} from '../events/alerts.ts';
import {countAlerts} from '../lifecycle.ts';
import type {Alert} from '../records.ts';
import type {Store} from '../store.ts';
import {incidentById} from './incident-changes.ts';

/** Moves an alert to another incident. */
export function moveAlert(store: Store, alert: Alert, incidentId: string): void {
  const target = incidentById(store, incidentId);
  const source = store.incidents.get(alert.incident?.id ?? '');
  if (source !== undefined) {
    store.alertsOf.set(
      source.id,
      (store.alertsOf.get(source.id) ?? []).filter(one => one !== alert),
    );
    countAlerts(store, source);
  }
  attach(store, target, alert);
}
