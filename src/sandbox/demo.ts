import {demoRecords} from './demo-records.ts';
import type {Seed} from './seed-format.ts';

/** The account of a shop on an ordinary afternoon, for `pd sandbox --demo`. */
export const demoSeed: Seed = {
  users: [
    {name: 'Ada Byron', email: 'ada@example.com', role: 'owner', job_title: 'Head of reliability'},
    {name: 'Grace Murray', email: 'grace@example.com', role: 'admin', job_title: 'Platform engineer'},
    {name: 'Linus Berg', email: 'linus@example.com', role: 'user', job_title: 'Platform engineer'},
    {name: 'Mary Jackson', email: 'mary@example.com', role: 'user', job_title: 'Payments engineer'},
    {name: 'Jorge Díaz', email: 'jorge@example.com', role: 'user', job_title: 'Payments engineer'},
    {name: 'Yuki Tanaka', email: 'yuki@example.com', role: 'user', job_title: 'Data engineer'},
    {name: 'Noor Haddad', email: 'noor@example.com', role: 'observer', job_title: 'Support lead'},
  ],
  teams: [
    {
      name: 'Platform',
      description: 'Clusters, networks, databases',
      members: ['Ada Byron', 'Grace Murray', 'Linus Berg'],
    },
    {name: 'Payments', description: 'Checkout and billing', members: ['Mary Jackson', 'Jorge Díaz']},
    {name: 'Data', description: 'Pipelines and search', members: ['Yuki Tanaka']},
  ],
  schedules: [
    {name: 'Platform primary', users: ['Grace Murray', 'Linus Berg'], teams: ['Platform'], time_zone: 'Europe/Berlin'},
    {name: 'Platform secondary', users: ['Linus Berg', 'Ada Byron'], teams: ['Platform'], time_zone: 'Europe/Berlin'},
    {name: 'Payments', users: ['Mary Jackson', 'Jorge Díaz'], teams: ['Payments'], turn_hours: 24},
  ],
  escalation_policies: [
    {
      name: 'Platform',
      levels: [['Platform primary'], ['Platform secondary'], ['Ada Byron']],
      delay_minutes: 15,
      teams: ['Platform'],
    },
    {name: 'Payments', levels: [['Payments'], ['Ada Byron']], delay_minutes: 5, teams: ['Payments']},
    {name: 'Data', levels: [['Yuki Tanaka'], ['Grace Murray']], teams: ['Data']},
  ],
  services: [
    {name: 'Shop API', description: 'api.shop.example', escalation_policy: 'Platform', teams: ['Platform']},
    {name: 'Checkout', description: 'Carts and payments', escalation_policy: 'Payments', teams: ['Payments']},
    {name: 'PostgreSQL', description: 'The orders cluster', escalation_policy: 'Platform', teams: ['Platform']},
    {
      name: 'Search',
      description: 'Indexing and queries',
      escalation_policy: 'Data',
      teams: ['Data'],
      urgency: 'severity_based',
    },
    {name: 'Nightly jobs', description: 'Backups, reports', escalation_policy: 'Data', teams: ['Data'], urgency: 'low'},
  ],
  priorities: [
    {name: 'P1', description: 'Customers cannot buy'},
    {name: 'P2', description: 'Customers notice'},
    {name: 'P3', description: 'Nobody notices yet'},
    {name: 'P4', description: 'When there is time'},
  ],
  incidents: [
    {
      title: 'Replication lag over 30 s on db2',
      service: 'PostgreSQL',
      status: 'resolved',
      priority: 'P3',
      minutes_ago: 9000,
      resolved_after_minutes: 18,
      alerts: [{severity: 'warning', source: 'db2.example', details: {lag_s: 41}}],
      notes: ['A vacuum of the orders table was running. It is throttled now.'],
    },
    {
      title: 'Disk 91% full on db1',
      service: 'PostgreSQL',
      status: 'resolved',
      minutes_ago: 5800,
      resolved_after_minutes: 62,
      alerts: [{severity: 'error', source: 'db1.example', details: {free_gb: 38, mount: '/var/lib/postgresql'}}],
    },
    {
      title: 'Card payments declined: 12% over 5 minutes',
      service: 'Checkout',
      status: 'resolved',
      priority: 'P1',
      minutes_ago: 2900,
      resolved_after_minutes: 27,
      alerts: [
        {source: 'checkout-7f9.example', details: {provider: 'acquirer-a', rate: '12.4%'}},
        {summary: 'Acquirer timeouts over 2 s', source: 'checkout-7f9.example', severity: 'error'},
      ],
      notes: ['Acquirer A has trouble of its own.', 'Traffic is on acquirer B. Declines are back to 1%.'],
    },
    {
      title: 'Nightly backup ended with status 2',
      service: 'Nightly jobs',
      urgency: 'low',
      minutes_ago: 560,
      alerts: [{severity: 'warning', source: 'backup.example', details: {exit_status: 2, job: 'orders-full'}}],
    },
    {
      title: 'Search latency p99 over 800 ms',
      service: 'Search',
      status: 'acknowledged',
      priority: 'P3',
      minutes_ago: 95,
      alerts: [{severity: 'error', source: 'search-2.example', details: {p99_ms: 1130}}],
      notes: ['A reindex is half way through, another 40 minutes.'],
    },
    {
      title: 'Connections near the limit on db1',
      service: 'PostgreSQL',
      status: 'acknowledged',
      priority: 'P2',
      minutes_ago: 34,
      alerts: [{source: 'db1.example', severity: 'error', details: {active: 478, limit: 500}}],
    },
    {
      title: 'HTTP 5xx over 5% in eu-central',
      service: 'Shop API',
      priority: 'P1',
      minutes_ago: 12,
      alerts: [
        {source: 'lb-1.example', details: {rate: '7.9%', region: 'eu-central'}},
        {summary: 'Health check failing on api-4', source: 'api-4.example', severity: 'error'},
        {summary: 'Health check failing on api-6', source: 'api-6.example', severity: 'error'},
      ],
    },
    {
      title: 'Checkout is slow: median over 4 s',
      service: 'Checkout',
      minutes_ago: 6,
      alerts: [{source: 'checkout-7f9.example', severity: 'error', details: {median_ms: 4210}}],
    },
  ],
  records: demoRecords,
};
