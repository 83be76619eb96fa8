/** What each topic is about, in the order of the help page. */
export const topics: Readonly<Record<string, string>> = {
  events: 'Trigger, acknowledge and resolve alerts (Events API v2)',
  incidents: 'See incidents and act on them',
  oncalls: 'See who is on call',
  services: 'See services, switch them on and off',
  users: 'See users',
  teams: 'See teams',
  schedules: 'See schedules, put someone on call for a while',
  policies: 'See escalation policies',
  priorities: 'See priorities',
  maintenance: 'See, start and end maintenance windows',
  extensions: 'See extensions',
  vendors: 'See vendors',
  rest: 'Call any REST endpoint',
  profiles: 'Keep keys, routes and defaults under a name',
};
