import {
  extensions,
  maintenance,
  policies,
  priorities,
  schedules,
  services,
  teamsResource,
  users,
  vendors,
} from '../../lib/resources/descriptors.ts';
import {lsCommand, openCommand, showCommand} from './factories.ts';

export const ServicesLs = lsCommand(services, ['pd services ls check', 'pd services ls -o id']);
export const ServicesShow = showCommand(services, ['pd services show Checkout']);
export const ServicesOpen = openCommand(services, ['pd services open Checkout']);

export const UsersLs = lsCommand(users, ['pd users ls ada', 'pd users ls -o csv --fields name,email']);
export const UsersShow = showCommand(users, ['pd users show ada']);
export const UsersOpen = openCommand(users, ['pd users open ada']);

export const TeamsLs = lsCommand(teamsResource, []);
export const TeamsShow = showCommand(teamsResource, ['pd teams show Platform']);
export const TeamsOpen = openCommand(teamsResource, ['pd teams open Platform']);

export const SchedulesLs = lsCommand(schedules, []);
export const SchedulesShow = showCommand(schedules, ['pd schedules show "Platform primary"']);
export const SchedulesOpen = openCommand(schedules, ['pd schedules open "Platform primary"']);

export const PoliciesLs = lsCommand(policies, []);
export const PoliciesShow = showCommand(policies, ['pd policies show Platform']);
export const PoliciesOpen = openCommand(policies, ['pd policies open Platform']);

export const PrioritiesLs = lsCommand(priorities, []);
export const PrioritiesShow = showCommand(priorities, ['pd priorities show P1']);
export const PrioritiesOpen = openCommand(priorities, ['pd priorities open P1 || pd priorities show P1']);

export const MaintenanceLs = lsCommand(maintenance, []);
export const MaintenanceShow = showCommand(maintenance, ['pd maintenance ls -o id | xargs -r -n1 pd maintenance show']);
export const MaintenanceOpen = openCommand(maintenance, ['pd maintenance ls -o id | xargs -r -n1 pd maintenance open']);

export const ExtensionsLs = lsCommand(extensions, []);
export const ExtensionsShow = showCommand(extensions, ['pd extensions ls -o id | xargs -r -n1 pd extensions show']);
export const ExtensionsOpen = openCommand(extensions, ['pd extensions ls -o id | xargs -r -n1 pd extensions open']);

export const VendorsLs = lsCommand(vendors, ['pd vendors ls datadog']);
export const VendorsShow = showCommand(vendors, ['pd vendors show Datadog']);
export const VendorsOpen = openCommand(vendors, ['pd vendors open Datadog || pd vendors show Datadog']);
