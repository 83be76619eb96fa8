import {impactResources} from './impacts.ts';
import {integrationResources, integrationSingles} from './integrations.ts';
import {orchestrationPaths, orchestrationResources} from './orchestrations.ts';
import {type Resource, resourceRoutes} from './resource.ts';
import {type Single, singleRoutes} from './single.ts';
import {postmortem, statusPageResources} from './status-pages.ts';
import {v3Schedules} from './v3-schedules.ts';
import {workflowResources} from './workflows.ts';

export const resources: readonly Resource[] = [
  ...v3Schedules,
  ...orchestrationResources,
  ...statusPageResources,
  ...integrationResources,
  ...impactResources,
  ...workflowResources,
];

const singles: readonly Single[] = [...orchestrationPaths, ...integrationSingles, postmortem];

/** The endpoints of records that are stored as given. */
export const tableRoutes = [...resources.flatMap(resourceRoutes), ...singles.flatMap(singleRoutes)];
