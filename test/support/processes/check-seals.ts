import { openVault } from '../../../src/ops/vault.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { definitionContext, isIntact, isOrdered } from '../../../src/usecases/remediation/state/request-seal.ts';
import { silentLog } from '../aws/aws.ts';
import { oldKey, rowsOf } from './upgrade.ts';

export interface CheckedSeals {
  /** How many were checked: requests with their plans and decisions, orders to roll back, stored definitions. */
  readonly requests: number;
  readonly orders: number;
  readonly definitions: number;
  /** What does not hold. */
  readonly broken: readonly string[];
}

/** Checks everything in a database that was sealed or encrypted, with the key of the version that left it. */
export async function checkSeals(store: Store, database: string): Promise<CheckedSeals> {
  const vault = openVault({ key: oldKey, log: silentLog });
  const broken: string[] = [];
  const requests = rowsOf(database, 'select id from requests').map(({ id }) => String(id));
  const orders = rowsOf(database, `select id, request_id from executions where direction = 'back'`);
  const definitions = rowsOf(database, 'select plan_id, step_id from definitions');
  for (const id of requests) {
    const request = await store.remediation.request(id);
    const decisions = await store.remediation.decisions(id);
    if (request === undefined || !isIntact(vault, request, decisions)) broken.push(`request ${id}`);
  }
  for (const { id, request_id: requestId } of orders) {
    const request = await store.remediation.request(String(requestId));
    const execution = await store.remediation.execution(String(id));
    if (!request || !execution || !isOrdered(vault, request.seal, execution)) broken.push(`order ${id}`);
  }
  for (const [plan = '', step = ''] of definitions.map(({ plan_id, step_id }) => [String(plan_id), String(step_id)])) {
    const text = (await store.remediation.definition(plan, step)) ?? '';
    // Rejects when it does not hold.
    vault.decrypt(text, definitionContext(plan, step));
  }
  return { requests: requests.length, orders: orders.length, definitions: definitions.length, broken };
}
