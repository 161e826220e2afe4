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
import { keyCheckId, keyRecords } from '../remediation/key-records.ts';
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
  /** When the key was replaced, epoch milliseconds. */
  readonly since: number;
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

/** Sealed before the key was replaced, and nothing of it by the one at hand: whether it was changed cannot be told. */
function isLost({ vault, since }: Seals, { createdAt, plans }: RequestRow, isSigned: boolean): boolean {
  return createdAt < since && !isSigned && !plans.some(({ plan, seal }) => vault.isSealed(plan, seal));
}

/** False: it is lost. */
async function checkRequest(seals: Seals, row: { readonly id: string }): Promise<boolean> {
  const { db, vault, tally, counts } = seals;
  const plans = await db.selectFrom('plans').selectAll().where('request_id', '=', row.id).orderBy('place').execute();
  const request = readable(seals, `requests ${row.id}`, () => toRequest(row, plans));
  if (request === undefined) return true;
  const planSeals = request.plans.map(({ seal }) => seal);
  const isSigned = vault.isSigned(termsText(request, planSeals), request.seal);
  if (isLost(seals, request, isSigned)) return false;
  counts.requests += 1;
  if (!isSigned) tally.wrong(`requests ${row.id}`, 'has a seal that does not fit its terms and plans');
  for (const plan of plans) await checkPlan(seals, plan);
  await checkDecisions(seals, request);
  await checkOrders(seals, request);
  return true;
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

/** More than clocks differ by. */
const aheadMs = 600_000;

/**
 * When the key was last replaced, as the key check has it: before the first time nothing was lost. An instant that is still
 * to come excuses nothing.
 */
async function replacedAt(db: Kysely<Database>, tally: Tally, now: number): Promise<number> {
  const entry = await db.selectFrom('audit').select('id').where('action', '=', 'key.accepted').limit(1).execute();
  const row = await db.selectFrom('properties').select('written_at').where('id', '=', keyCheckId).executeTakeFirst();
  if (entry.length === 0 || row === undefined) return Number.NEGATIVE_INFINITY;
  if (row.written_at <= now + aheadMs) return row.written_at;
  tally.wrong('properties key-check', 'says that the key was replaced at an instant that is still to come');
  return Number.NEGATIVE_INFINITY;
}

function sealsEnd(tally: Tally, said: string, lost: number): StoreCheck {
  if (lost === 0) return tally.end(said);
  const older = `of ${countWords(lost, 'request')} from before another key was taken with accept-key nothing fits this one, and whether it was changed cannot be told`;
  const ended = tally.end(`${said}; ${older}`);
  return ended.outcome === 'failed' ? ended : notChecked('seals', `${older}; the others hold: ${said}`);
}

async function checkAll(db: Kysely<Database>, vault: Vault, now: number): Promise<StoreCheck> {
  const tally = createTally('seals');
  const counts = { requests: 0, plans: 0, decisions: 0, orders: 0, definitions: 0 };
  const seals: Seals = { db, vault, tally, counts, since: await replacedAt(db, tally, now) };
  let lost = 0;
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('requests')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute();
    for (const row of rows) if (!(await checkRequest(seals, row))) lost += 1;
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
  return sealsEnd(tally, words.join(', '), lost);
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
 * @param now epoch milliseconds
 */
export async function checkSeals(
  db: Kysely<Database>,
  vault: Vault | string,
  now: number,
): Promise<readonly StoreCheck[]> {
  if (typeof vault === 'string') return [notChecked('key', vault), notChecked('seals', 'there is no key')];
  const key = await checkKey(db, vault);
  const seals = key.outcome === 'ok' ? await checkAll(db, vault, now) : notChecked('seals', 'the key is another one');
  return [key, seals];
}
