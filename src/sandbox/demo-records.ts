import type {JsonObject} from '../lib/base/json.ts';

const page = '/status_pages/PSTATUS';
const text = (description: string, post_type: 'incident' | 'maintenance' = 'incident') => ({description, post_type});
const local = (time: string) => ({date_time: `2026-01-05T${time}:00Z`, time_zone: 'Europe/Berlin'});

/** What the demo account has besides services and people: a status page, an orchestration, a shift-based schedule. */
export const demoRecords: Record<string, JsonObject[]> = {
  '/business_services': [
    {id: 'PBUSIN1', name: 'Web shop', description: 'What customers see', point_of_contact: 'Shop team'},
    {id: 'PBUSIN2', name: 'Payments', description: 'From the basket to the money', point_of_contact: 'Payments team'},
  ],
  '/status_dashboards': [{id: 'PDASHB1', name: 'Web shop', business_services: ['PBUSIN1', 'PBUSIN2']}],
  '/status_pages': [{id: 'PSTATUS', name: 'Shop status'}],
  [`${page}/services`]: [{name: 'Web shop', business_service: {id: 'PBUSIN1', type: 'business_service'}}],
  [`${page}/impacts`]: [text('No impact'), text('Slow or partly out'), text('Out')],
  [`${page}/severities`]: [text('Minor'), text('Major'), text('Planned', 'maintenance')],
  [`${page}/statuses`]: [text('Investigating'), text('Mended'), text('Scheduled', 'maintenance')],
  '/event_orchestrations': [{name: 'By the source of the event', description: 'One key for all that is monitored'}],
  '/v3/schedules': [{id: 'PSHIFTS', name: 'Support desk', time_zone: 'Europe/Berlin'}],
  '/v3/schedules/PSHIFTS/rotations': [{id: 'DESKROTATION00000000000001'}],
  '/v3/schedules/PSHIFTS/rotations/DESKROTATION00000000000001/events': [
    {
      name: 'Weekdays',
      start_time: local('08:00'),
      end_time: local('16:00'),
      effective_since: '2026-01-05T00:00:00Z',
      recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
      assignment_strategy: {type: 'rotating_member_assignment_strategy', shifts_per_member: 5, members: []},
    },
  ],
  '/integration-jira-cloud/accounts_mappings': [
    {id: 'PJIRA01', jira_cloud_account: {base_url: 'https://shop-example.atlassian.net'}},
  ],
};
