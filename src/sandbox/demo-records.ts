import type {JsonObject} from '../lib/base/json.ts';

const page = '/status_pages/PSTATUS';
const text = (description: string, post_type: 'incident' | 'maintenance' = 'incident') => ({description, post_type});
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const timeOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const shown = (ms: number) => ({date_time: timeOf(ms), time_zone: 'Etc/UTC'});

/**
 * When the daily shift first began: an even number of days and eight hours ago. So its first member is on call whenever
 * the sandbox is started, and the next change of shift is hours away.
 */
const firstShiftMs = (nowMs: number) => Math.floor(nowMs / hourMs) * hourMs - 8 * hourMs - 2000 * dayMs;

/** What the demo account has besides services and people: a status page, an orchestration, a shift-based schedule. */
export const demoRecords = (nowMs: number): Record<string, JsonObject[]> => ({
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
  '/incident_workflows': [
    {id: 'PFLOW01', name: 'Major incident', description: 'Opens a call, asks the incident commander, tells support'},
    {id: 'PFLOW02', name: 'Minor incident', description: 'Tells the channel of the team'},
    {id: 'PFLOW03', name: 'Send the customers a notice', description: 'Posts a notice to the status page'},
  ],
  '/event_orchestrations': [{name: 'By the source of the event', description: 'One key for all that is monitored'}],
  '/escalation_policies': [
    {
      id: 'PSUPPRT',
      name: 'Support',
      description: null,
      num_loops: 0,
      on_call_handoff_notifications: 'if_has_services',
      escalation_rules: [
        {
          id: 'PSUPRUL',
          escalation_delay_in_minutes: 30,
          targets: [{id: 'PSHIFTS', type: 'schedule_v3_reference', summary: 'Support desk'}],
        },
      ],
      teams: [],
    },
  ],
  '/v3/schedules': [{id: 'PSHIFTS', name: 'Support desk', time_zone: 'Europe/Berlin'}],
  '/v3/schedules/PSHIFTS/rotations': [{id: 'DESKROTATION00000000000001'}],
  '/v3/schedules/PSHIFTS/rotations/DESKROTATION00000000000001/events': [
    {
      name: 'Day and night',
      start_time: shown(firstShiftMs(nowMs)),
      end_time: shown(firstShiftMs(nowMs) + dayMs),
      effective_since: timeOf(firstShiftMs(nowMs)),
      recurrence: ['RRULE:FREQ=DAILY'],
      assignment_strategy: {
        type: 'rotating_member_assignment_strategy',
        shifts_per_member: 1,
        members: [
          {type: 'user_member', user_id: 'Noor Haddad'},
          {type: 'user_member', user_id: 'Jorge Díaz'},
        ],
      },
    },
  ],
  '/integration-jira-cloud/accounts_mappings': [
    {id: 'PJIRA01', jira_cloud_account: {base_url: 'https://shop-example.atlassian.net'}},
  ],
});
