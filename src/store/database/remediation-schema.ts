/** The tables of remediation as SQL has them: instants in epoch milliseconds, flags 0 or 1, JSON as text. */
export interface RemediationTables {
  requests: RequestTable;
  plans: PlanTable;
  definitions: DefinitionTable;
  decisions: DecisionTable;
  executions: ExecutionTable;
  steps: StepTable;
  pauses: PauseTable;
  rescans: RescanTable;
  audit: AuditTable;
}

export interface RequestTable {
  id: string;
  state: string;
  asked_by: string;
  asked_in: string;
  reason: string;
  created_at: number;
  expires_at: number;
  required: number;
  self_approval: number;
  seal: string;
  reminded_at: number | null;
  closed_at: number | null;
}

interface PlanTable {
  id: string;
  request_id: string;
  place: number;
  account: string;
  region: string;
  rule: string;
  kind: string;
  name: string;
  active: number;
  plan_json: string;
  seal: string;
}

interface DefinitionTable {
  plan_id: string;
  step_id: string;
  text: string;
}

interface DecisionTable {
  request_id: string;
  decided_by: string;
  decision: string;
  decided_at: number;
  reason: string | null;
  seal: string;
}

export interface ExecutionTable {
  id: string;
  plan_id: string;
  request_id: string;
  direction: string;
  state: string;
  process_id: string | null;
  holder: string | null;
  lease_until: number | null;
  queued_at: number;
  ended_at: number | null;
  canary: string | null;
  /** Of a way back: who asked for it, when, and its seal. */
  ordered_by: string | null;
  ordered_at: number | null;
  order_seal: string | null;
  /** Why it is not carried out, or not any further. */
  held: string | null;
}

export interface StepTable {
  execution_id: string;
  step_id: string;
  state: string;
  reason: string | null;
  touched: number;
  aws_request_ids_json: string;
  /** {@link AwsAnswer} of a step that AWS refused. */
  aws_answer_json: string | null;
  settled_ms: number | null;
}

interface PauseTable {
  id: string;
  paused_by: string;
  paused_at: number;
}

interface RescanTable {
  account: string;
  region: string;
  asked_at: number;
  tries: number;
  due_at: number | null;
}

interface AuditTable {
  id: string;
  place: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail_json: string;
  aws_request_ids_json: string;
  /** The hash of the entry before it, and its own. Null: written by a version before 0024. */
  previous: string | null;
  hash: string | null;
}
