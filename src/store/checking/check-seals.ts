import type { Kysely } from 'kysely';
import { findingOfPlan } from '../../domain/plan/finding-of-plan.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { decisionText, isApproved, termsText } from '../../domain/remediation/approval.ts';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import type { DecisionRow, RequestRow } from '../../usecases/ports/remediation-records.ts';
import type { Vault } from '../../usecases/ports/vault.ts';
import { definitionContext, isOrdered } from '../../usecases/remediation/state/request-seal.ts';
import { countWords } from '../../usecases/words/words.ts';
import type { Database } from '../database/schema.ts';
import { StoreError } from '../database/store-error.ts';
import { keyRecords } from '../remediation/key-records.ts';
import { toDecision, toExecution, toRequest, toSealedPlan } from '../remediation/remediation-rows.ts';
import { createTally, notChecked, type Tally } from './tally.ts';

/** As the key check has it: more than one, a plan may have been tampered with. */
const samples = 20;
/** Requests of one page. */
const page = 100;

interface Seals {
  readonly db: Kysely<Database>;
  readonly vault: Vault;
  readonly tally: Tally;
  readonly counts: Record<'requests' | 'plans' | 'decisions' | 'orders' | 'definitions', number>;
}

/** False, told: a row of it cannot be read. */
function readable<T>({ tally }: Seals, row: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    tally.wrong(row, 'cannot be understood');
    return undefined;
  }
}

async function checkRequest(seals: Seals, row: { readonly id: string }): Promise<void> {
  const { db, vault, tally, counts } = seals;
  const plans = await db.selectFrom('plans').selectAll().where('request_id', '=', row.id).orderBy('place').execute();
  const request = readable(seals, `requests ${row.id}`, () => toRequest(row, plans));
  if (request === undefined) return;
  counts.requests += 1;
  const planSeals = request.plans.map(({ seal }) => seal);
  if (!vault.isSigned(termsText(request, planSeals), request.seal))
    tally.wrong(`requests ${row.id}`, 'has a seal that does not fit its terms and plans');
  for (const plan of plans) await checkPlan(seals, plan);
  await checkDecisions(seals, request);
  await checkOrders(seals, request);
}

type PlanRow = Readonly<Record<'id' | 'rule' | 'account' | 'region' | 'kind' | 'name' | 'plan_json' | 'seal', string>>;

/** The columns decide which findings have a request: they must say what was sealed. */
function isOfRow({ id, ...plan }: Plan, row: PlanRow): boolean {
  const { rule, account, region, kind, name } = findingOfPlan(plan);
  const isSame = rule === row.rule && account === row.account && region === row.region;
  return id === row.id && isSame && kind === row.kind && name === row.name;
}

async function checkPlan(seals: Seals, row: PlanRow): Promise<void> {
  const { db, vault, tally, counts } = seals;
  const { plan, seal } = toSealedPlan(row);
  counts.plans += 1;
  const name = `plans ${row.id}`;
  if (!vault.isSealed(plan, seal)) tally.wrong(name, 'has a seal that does not fit');
  else if (!isOfRow(plan, row)) tally.wrong(name, 'says of which finding it is in another way than what was sealed');
  const definitions = await db.selectFrom('definitions').selectAll().where('plan_id', '=', row.id).execute();
  for (const { step_id: step, text } of definitions) {
    counts.definitions += 1;
    try {
      vault.decrypt(text, definitionContext(row.id, step));
    } catch {
      tally.wrong(`definitions ${row.id}, ${step}`, 'cannot be decrypted');
    }
  }
}

async function checkDecisions(seals: Seals, request: RequestRow): Promise<void> {
  const { db, vault, tally, counts } = seals;
  const rows = await db.selectFrom('decisions').selectAll().where('request_id', '=', request.id).execute();
  const decisions: DecisionRow[] = [];
  for (const row of rows) {
    const name = `decisions ${row.request_id}, ${row.decided_by}`;
    const decision = readable(seals, name, () => toDecision(row));
    if (decision === undefined) continue;
    counts.decisions += 1;
    decisions.push(decision);
    if (!vault.isSigned(decisionText(request.seal, decision), decision.seal))
      tally.wrong(name, 'has a seal that does not fit');
  }
  if (request.state === 'approved' && !isApproved(request, decisions))
    tally.wrong(`requests ${request.id}`, 'is approved without the approvals that it needs');
}

async function checkOrders(seals: Seals, { id, seal }: RequestRow): Promise<void> {
  const { db, vault, tally, counts } = seals;
  const rows = db.selectFrom('executions').selectAll().where('request_id', '=', id).where('direction', '=', 'back');
  for (const row of await rows.execute()) {
    const execution = readable(seals, `executions ${row.id}`, () => toExecution(row, []));
    if (execution === undefined) continue;
    counts.orders += 1;
    if (!isOrdered(vault, seal, execution)) tally.wrong(`executions ${row.id}`, 'has an order whose seal does not fit');
  }
}

/** When the key was last replaced: what was sealed before is known to be lost. */
async function acceptedAt(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('audit')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('action', '=', 'key.accepted')
    .executeTakeFirst();
  return row?.at ?? Number.NEGATIVE_INFINITY;
}

async function checkAll(db: Kysely<Database>, vault: Vault): Promise<StoreCheck> {
  const tally = createTally('seals');
  const counts = { requests: 0, plans: 0, decisions: 0, orders: 0, definitions: 0 };
  const seals: Seals = { db, vault, tally, counts };
  const since = await acceptedAt(db);
  let lost = 0;
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('requests')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute();
    for (const row of rows) {
      if (row.created_at < since) lost += 1;
      else await checkRequest(seals, row);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  const words = [
    countWords(counts.requests, 'request'),
    countWords(counts.plans, 'plan'),
    countWords(counts.decisions, 'decision'),
    countWords(counts.orders, 'order', 'orders to roll back'),
    countWords(counts.definitions, 'definition'),
  ];
  const older = `; not ${countWords(lost, 'request')} from before another key was taken with accept-key`;
  return tally.end(`${words.join(', ')}${lost > 0 ? older : ''}`);
}

async function checkKey(db: Kysely<Database>, vault: Vault): Promise<StoreCheck> {
  const tally = createTally('key');
  const records = keyRecords({ db });
  const known = await records.check();
  const plans = known === undefined ? await records.latestPlans(samples) : [];
  if (known === undefined && plans.length === 0) return tally.end('nothing was sealed yet');
  const fits =
    known === undefined
      ? plans.some(({ plan, seal }) => vault.isSealed(plan, seal))
      : vault.isKeyCheck(known.salt, known.check);
  if (!fits) tally.wrong('properties key-check', 'is of another key than the one given: set GLUEWARDEN_KEY as it was');
  return tally.end('by which the database was sealed is the one given');
}

/**
 * Whether the key is the one of the database, and each seal verifies with it.
 * @param vault or why there is none, in words
 */
export async function checkSeals(db: Kysely<Database>, vault: Vault | string): Promise<readonly StoreCheck[]> {
  if (typeof vault === 'string') return [notChecked('key', vault), notChecked('seals', 'there is no key')];
  const key = await checkKey(db, vault);
  const seals = key.outcome === 'ok' ? await checkAll(db, vault) : notChecked('seals', 'the key is another one');
  return [key, seals];
}
