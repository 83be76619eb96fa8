/** What each topic is about, in the order of the help page. */
export const topics: Readonly<Record<string, string>> = {
  events: 'Trigger, acknowledge and resolve alerts (Events API v2)',
  incidents: 'View and manage incidents',
  oncalls: 'See who is on call',
  services: 'View services, enable and disable them',
  users: 'View users',
  teams: 'View teams',
  schedules: 'View schedules, override who is on call',
  policies: 'View escalation policies',
  priorities: 'View priorities',
  maintenance: 'View, start and end maintenance windows',
  extensions: 'View extensions',
  vendors: 'View vendors',
  rest: 'Call any REST endpoint',
  profiles: 'Store keys, routes and defaults under a name',
};
