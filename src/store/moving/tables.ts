import type { Database } from '../database/schema.ts';

/** A table of ours, as what goes through all of its rows needs it. */
export interface TableInfo {
  readonly name: keyof Database;
  /** The columns of its primary key, in order. */
  readonly key: readonly string[];
  /** How many rows are held in memory at once: fewer where a row may be large. */
  readonly page: number;
}

const small = 500;
const large = 25;

function table(name: keyof Database, key: readonly string[], page = small): TableInfo {
  return { name, key, page };
}

/** Every table but `properties`, what others refer to first. A test holds it against the schema. */
export const tables: readonly TableInfo[] = [
  table('processes', ['id']),
  table('scans', ['id']),
  table('targets', ['account', 'region']),
  table('findings', ['id'], 100),
  table('schedules', ['name']),
  table('next_slots', ['schedule', 'fingerprint']),
  table('slots', ['schedule', 'due_at']),
  table('outgoing', ['id'], large),
  table('held_digests', ['id'], large),
  table('digest_findings', ['outgoing_id', 'finding_id']),
  table('queries', ['id']),
  table('envelopes', ['id']),
  table('finding_levels', ['id']),
  table('finding_days', ['day', 'group_id']),
  table('target_days', ['account', 'region', 'day']),
  table('day_counts', ['day', 'what', 'account']),
  table('upkeep', ['id']),
  table('timers', ['name']),
  table('staged_targets', ['scan_id', 'account', 'region']),
  table('staged_findings', ['scan_id', 'account', 'region', 'kind', 'name', 'rule'], 100),
  table('scan_parts', ['scan_id', 'account']),
  table('requests', ['id']),
  table('plans', ['id'], large),
  table('definitions', ['plan_id', 'step_id'], large),
  table('decisions', ['request_id', 'decided_by']),
  table('executions', ['id']),
  table('steps', ['execution_id', 'step_id']),
  table('pauses', ['id']),
  table('rescans', ['account', 'region']),
  table('audit', ['id']),
  table('moves', ['plan_id', 'step_id'], 100),
  table('progress', ['request_id']),
  table('organizations', ['id'], 1),
  table('exceptions', ['id'], 100),
];
