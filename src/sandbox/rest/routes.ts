import {accountRoutes} from './account.ts';
import {alertGroupingRoutes} from './alert-grouping.ts';
import {analyticsRoutes} from './analytics.ts';
import {userAnalyticsRoutes} from './analytics-users.ts';
import {auditRoutes} from './audit.ts';
import {collectionRoutes} from './collections.ts';
import {customFieldRoutes} from './custom-fields.ts';
import {impactRoutes} from './impacts.ts';
import {incidentListRoutes} from './incident-list.ts';
import {metricsRoutes} from './incident-metrics.ts';
import {incidentPartRoutes} from './incident-parts.ts';
import {incidentWriteRoutes} from './incident-writes.ts';
import {integrationRoutes} from './integrations.ts';
import {maintenanceRoutes} from './maintenance.ts';
import type {Route} from './request.ts';
import {responseRoutes} from './response.ts';
import {scheduleRoutes} from './schedules.ts';
import {scimRoutes} from './scim.ts';
import {serviceRoutes} from './services.ts';
import {subscriberRoutes} from './subscribers.ts';
import {tableRoutes} from './tables.ts';
import {tagRoutes} from './tags.ts';
import {teamRoutes} from './teams.ts';
import {userRoutes} from './users.ts';
import {workflowRoutes} from './workflows.ts';

/** Every REST endpoint that the sandbox supports. */
export const restRoutes: readonly Route[] = [
  ...incidentListRoutes,
  ...incidentWriteRoutes,
  ...incidentPartRoutes,
  ...responseRoutes,
  ...customFieldRoutes,
  ...serviceRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...scheduleRoutes,
  ...maintenanceRoutes,
  ...tagRoutes,
  ...alertGroupingRoutes,
  ...auditRoutes,
  ...analyticsRoutes,
  ...metricsRoutes,
  ...userAnalyticsRoutes,
  ...accountRoutes,
  ...collectionRoutes,
  ...tableRoutes,
  ...impactRoutes,
  ...subscriberRoutes,
  ...integrationRoutes,
  ...workflowRoutes,
  ...scimRoutes,
];
