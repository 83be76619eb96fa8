// Generated from the OpenAPI descriptions by `npm run generate -- FILE…` (scripts/generate-endpoints.ts). Do not edit.
/** One path segment a line, after its depth; then its operations. endpoints.ts reads it. */
export const endpointIndex = `0abilities;G
1{id};G
0addons;G %c ?include[]|service_ids[]|filter;P >addon
1{id};G;U >addon;D
0alert_grouping_settings;G %a ?service_ids[];P >alert_grouping_setting
1{id};G;U >alert_grouping_setting;D
0analytics
1metrics
2incidents
3all;P
3escalation_policies;P
4all;P
3services;P
4all;P
3teams;P
4all;P
2pd_advance_usage
3features;P
2responders
3all;P
3teams;P
2users
3all;P
1raw
2incidents;P %b1000 ^f365
3{id};G
4responses;G
2responders
3{responder_id}
4incidents;P %b1000 ^f365
2users;P %b1000
0audit
1records;G %k ?root_resource_types[]|actor_type|actor_id|method_type|method_truncated_token|actions[] ^f31
0automation_actions
1actions;G %k ?name|runner_id|classification|team_id|service_id|action_type;P >action
2{id};G;U >action;D
3invocations;P >invocation
3services;G;P >service
4{service_id};G;D
3teams;G;P >team
4{team_id};G;D
1invocations;G ?invocation_state|not_invocation_state|incident_id|action_id
2{id};G
1runners;G %k ?name|include[];P >runner
2{id};G;U >runner;D
3teams;G;P >team
4{team_id};G;D
0business_services;G %c;P >business_service
1impactors;G %x ?ids[]
1impacts;G %x ?additional_fields[]|ids[]
1priority_thresholds;G;U >global_threshold;D
1{id};G;U >business_service;D
2account_subscription;P;D
2subscribers;G %n;P >subscribers
2supporting_services
3impacts;G %x ?additional_fields[]|ids[]
2unsubscribe;P >subscribers
0change_events;G %c ?team_ids[]|integration_ids[] ^f;P
1{id};G;U >change_event
0enrichment
1event_enrichments;G %n ?include[];P >event_enrichment
2default;G;U >default
2{id};G ?include[];U >event_enrichment;D
3associations;G %n ?association_type;P >associations;D >associations
3rules;G;U >orchestration_path
1integrations
2servicenow;G;P
3credentials;P >credentials
4{credentials_id};G;U >credentials;D
3{integration_id};G;D
4tables;P >cmdb_table
5{table_id};U >cmdb_table;D
6enable;P
6test;G
1query;P
1schemas;G;P ?filename &multipart/form-data &text/csv
2{schema_id};G;U >schema;D
3records;G %k;P ?filename &multipart/form-data &text/csv
4{record_id};D
0escalation_policies;G %c ?query|user_ids[]|team_ids[]|include[]|sort_by;P >escalation_policy
1{id};G ?include[];U >escalation_policy;D
2audit
3records;G %k ^f31
0event_orchestrations;G %n ?sort_by;P >orchestration
1services
2{service_id};G ?include[];U >orchestration_path
3active;G;U
3cache_variables;G;P >cache_variable
4{cache_variable_id};G;U >cache_variable;D
5data;G;U;D
1{id};G;U >orchestration;D
2cache_variables;G;P >cache_variable
3{cache_variable_id};G;U >cache_variable;D
4data;G;U;D
2enablements;G
3{feature_name};U >enablement
2global;G;U >orchestration_path
2integrations;G;P >integration
3migration;P
3{integration_id};G;U >integration;D
2router;G;U >orchestration_path
2unrouted;G;U >orchestration_path
0extension_schemas;G %c
1{id};G
0extensions;G %c ?query|extension_object_id|extension_schema_id|include[];P >extension
1{id};G ?include[];U >extension;D
2enable;P
0incident_workflows;G %c ?query|include[];P >incident_workflow
1actions;G %k ?keyword
2{id};G
1triggers;G %k ?workflow_id|incident_id|service_id|trigger_type|workflow_name_contains|is_disabled|sort_by;P >trigger
2{id};G;U >trigger;D
3services;P >service
2{trigger_id}
3services
4{service_id};D
1{id};G;U >incident_workflow;D
2instances;P >incident_workflow_instance
0incidents;G %c ?date_range|incident_key|service_ids[]|team_ids[]|user_ids[]|urgencies[]|time_zone|statuses[]|sort_by,|include[] ^f180;P >incident #From !;U >incidents #From !
1count;G ?statuses[]|urgencies[]|service_ids[]|team_ids[]|user_ids[]|date_range ^r
1custom_fields;G ?include[] -G/incidents/types/{type_id_or_name}/custom_fields;P >field -P/incidents/types/{type_id_or_name}/custom_fields
2{field_id};G ?include[] -G/incidents/types/{type_id_or_name}/custom_fields/{field_id};U >field -U/incidents/types/{type_id_or_name}/custom_fields/{field_id};D -D/incidents/types/{type_id_or_name}/custom_fields/{field_id}
3field_options;G -G/incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options;P >field_option -P/incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options
4{field_option_id};U >field_option -U/incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options/{field_option_id};D -D/incidents/types/{type_id_or_name}/custom_fields/{field_id}/field_options/{field_option_id}
1types;G ?filter;P >incident_type
2{type_id_or_name};G;U >incident_type
3custom_fields;G ?include[];P >field
4{field_id};G ?include[];U >field;D
5field_options;G;P >field_option
6{field_option_id};G;U >field_option;D
1{id};G ?include[];U >incident #From
2alerts;G %c ?alert_key|statuses[]|sort_by|include[];U >alerts #From
3{alert_id};G;U >alert #From
2business_services
3impacts;G %k
3{business_service_id}
4impacts;U
2custom_fields
3values;G;U >custom_fields
2log_entries;G %c ?time_zone|is_overview|include[] ^f
2merge;U >source_incidents #From
2notes;G;P >note #From
3{note_id};U >note #From;D
2outlier_incident;G ?since|additional_details[]
2past_incidents;G %l999
2related_change_events;G %l
2related_incidents;G ?additional_details[]
2responder_requests;P
3cancel;U
2snooze;P #From
2status_updates;P #From
3subscribers;G %n;P >subscribers
3unsubscribe;P >subscribers
0integration-jira-cloud
1accounts_mappings;G %c
2{id};G
3rules;G %c;P
4{rule_id};G;U;D
0integration-jira-service
1rules;G %c #x-pagerduty-jira-signature @app;P >rule #x-pagerduty-jira-signature @app
2{id};G #x-pagerduty-jira-signature @app;U >rule #x-pagerduty-jira-signature @app;D #x-pagerduty-jira-signature @app
0integration-ms-teams
1incidents
2{incident_id}
3dedicated_chat;G;P;D
3meeting;P
0integration-slack
1incidents
2{incident_id}
3dedicated_channel;G;P >channel;D
3notification_channels;G;P >channel;U >channels
4{channel_id};D
1workspaces
2{slack_team_id}
3connections;G %n @app;P >slack_connection @app
4{connection_id};G @app;U >slack_connection @app;D @app
0ip_allow_lists;G #X-EARLY-ACCESS=ip-allow-lists;P >ip_allow_list #X-EARLY-ACCESS=ip-allow-lists
1{id};G #X-EARLY-ACCESS=ip-allow-lists;U >ip_allow_list #X-EARLY-ACCESS=ip-allow-lists;D #X-EARLY-ACCESS=ip-allow-lists
2audit
3records;G %k ^f31 #X-EARLY-ACCESS=ip-allow-lists
0license_allocations;G %n
0licenses;G
0log_entries;G %c ?time_zone|is_overview|include[]|team_ids[] ^f
1{id};G ?time_zone|include[]
2channel;U >channel #From
0maintenance_windows;G %c ?query|team_ids[]|service_ids[]|include[]|filter;P >maintenance_window #From
1{id};G ?include[];U >maintenance_window;D
0notifications;G %c ?time_zone|filter|include[] ^f88!
0oauth_delegations;D ?user_id!|type!
1revocation_requests
2status;G ?requested_at_end -
0oncalls;G %c ?time_zone|include[]|user_ids[]|escalation_policy_ids[]|schedule_ids[]|earliest ^f !
0paused_incident_reports
1alerts;G ?service_id|suspended_by ^r
1counts;G ?service_id|suspended_by ^r
0priorities;G %c
0recommendations
1event_orchestrations
2rules;G %k50 ?service_id|service_ids[]|team_ids[]|actions[]
2services
3{service_id}
4accepted_rules
5{rule_id};D
4rules
5{recommendation_id}
6accept;P
6dismiss;P >decision
0rulesets;G %c;P >ruleset
1{id};G;U >ruleset;D
2rules;G %c;P >rule
3{rule_id};G;U >rule;D
0schedules;G %c ?query|include[]|time_zone|include_next_oncall_for_user|team_ids[] ^r;P >schedule ?overflow
1preview;P >schedule ?overflow ^r
1{id};G ?time_zone|overflow|include_next_oncall_for_user ^r;U >schedule ?overflow;D
2audit
3records;G %k ^f31
2overrides;G ?editable|overflow ^r!;P >overrides
3{override_id};D
2users;G ^r
0scim
1v2
2ResourceTypes;G =application/scim+json
2Schemas;G =application/scim+json
3{id};G =application/scim+json
2ServiceProviderConfig;G =application/scim+json
2Users;G %s ?filter =application/scim+json;P =application/scim+json
3{id};G =application/scim+json;U =application/scim+json;A =application/scim+json;D =application/scim+json
0service_dependencies
1associate;P >relationships
1business_services
2{id};G
1disassociate;P >relationships
1technical_services
2{id};G
0services;G %c ?query|team_ids[]|time_zone|sort_by|include[]|name;P >service
1custom_fields;G ?include[];P >field
2{field_id};G ?include[];U >field;D
3field_options;G;P >field_option
4{field_option_id};G;U >field_option;D
1{id};G ?include[];U >service;D
2audit
3records;G %k ^f31
2change_events;G %c ?team_ids[]|integration_ids[] ^f
2custom_fields
3values;G;U >custom_fields
2enablements;G
3{feature_name};U >enablement
2integrations;P >integration
3{integration_id};G ?include[];U >integration
2rules;G %c ?include[];P >rule
3convert;P
3{rule_id};G;U >rule;D
0session_configurations;G ?type;U >session_configuration ?type!;D ?type!
0sre_agent
1memories;G %l ?service_id|incident_id|type
2{id};U >memory;D
0standards;G ?active|resource_type
1scores
2{resource_type};G ?ids,!
3{id};G
1{id};U
0status_dashboards;G %k
1url_slugs
2{url_slug};G
3service_impacts;G %x ?additional_fields[]
1{id};G
2service_impacts;G %x ?additional_fields[]
0status_pages;G %n ?status_page_type
1{id}
2impacts;G %n ?post_type
3{impact_id};G
2posts;G %n ?post_type|reviewed_status|status[];P >post
3{post_id};G ?include[];U >post;D
4post_updates;G %n ?reviewed_status;P >post_update
5{post_update_id};G;U >post_update;D
4postmortem;G;U >postmortem;D
2services;G %n
3{service_id};G
2severities;G %n ?post_type
3{severity_id};G
2statuses;G %n ?post_type
3{status_id};G
2subscriptions;G %n ?status|channel;P >subscription
3{subscription_id};G;D
0tags;G %c ?query;P >tag
1{id};G;D
2{entity_type};G %c
0teams;G %c ?query;P >team
1{id};G ?include[];U >team;D ?reassignment_team
2audit
3records;G %k ^f31
2escalation_policies
3{escalation_policy_id};U;D
2members;G %c ?include[]
2notification_subscriptions;G %n;P >subscribables
3unsubscribe;P >subscribables
2users
3{user_id};U;D
0templates;G %c ?query|template_type|sort_by;P >template
1fields;G
1{id};G;U >template;D
2render;P
0users;G %c ?query|team_ids[]|include[];P >user #From
1me;G ?include[]
1{id};G ?include[];U >user;D
2audit
3records;G %k ^f31
2contact_methods;G;P >contact_method
3{contact_method_id};G;U >contact_method;D
2license;G
2notification_rules;G ?include[]|urgency;P >notification_rule
3{notification_rule_id};G ?include[];U >notification_rule;D
2notification_subscriptions;G %n;P >subscribables
3unsubscribe;P >subscribables
2oauth_delegations;G %k ?delegation_type|status
3{delegation_id};G
2oncall_handoff_notification_rules;G;P >oncall_handoff_notification_rule
3{oncall_handoff_notification_rule_id};G;U >oncall_handoff_notification_rule;D
2regenerate_private_url_key;P
2sessions;G -G/users/{id}/oauth_delegations;D -D/oauth_delegations
3{type}
4{session_id};G -G/users/{id}/oauth_delegations/{delegation_id};D -D/oauth_delegations
2status_update_notification_rules;G ?include[];P >status_update_notification_rule
3{status_update_notification_rule_id};G ?include[];U >status_update_notification_rule;D
0v3
1schedules;G %c1000 ?query|team_ids[];P >schedule
2{id};G ?time_zone|overflow|include[] ^r;U >schedule;D
3audit
4records;G %k ^f31
3custom_shifts;G %n ?time_zone|overflow ^r!;P >custom_shifts
4{custom_shift_id};G;U >custom_shift;D
3overrides;G %n ?time_zone|overflow ^r!;P >overrides
4{override_id};G;U >override;D
3rotations;G %n;P
4{rotation_id};G ^r;D
5events;G %n;P >event
6{event_id};G ^r;U >event;D
0vendors;G %c
1{id};G
0webhook_subscriptions;G %c ?filter_type|filter_id;P >webhook_subscription
1oauth_clients;G;P >oauth_client
2{id};G;U >oauth_client;D
1{id};G;U >webhook_subscription;D
2enable;P
2ping;P
0workflows
1integrations;G %k ?include_deprecated
2connections;G %k ?name
2{id};G
2{integration_id}
3connections;G %k ?name;P >connection
4{id};G;A >connection;D
0{entity_type}
1{id}
2change_tags;P
2tags;G %c`;
