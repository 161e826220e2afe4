import { dayMs } from '../../src/domain/retention.ts';
import { emptyGroup } from '../../src/usecases/audit/read-finding-group.ts';
import { groupFindings } from '../../src/usecases/audit/views.ts';
import { enterFile } from '../../src/usecases/exceptions/enter-file.ts';
import type { NewOutboxMessage } from '../../src/usecases/ports/outbox-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import type { FleetResult } from '../../src/usecases/running/fleet-result.ts';
import { composeDigest } from '../../src/usecases/schedule/compose-digest.ts';
import { requestOf } from '../../test/store/remediation-samples.ts';
import { acceptedRisks, type GrownFleet, now, schedules } from './fleet.ts';

export function everyResult({ accounts, regions }: GrownFleet): readonly FleetResult[] {
  return accounts.flatMap(({ id = '', name = '' }, index) =>
    regions.map((region, place): FleetResult => {
      const base = { account: id, accountName: name, region, configurations: 5, jobs: 20, rules: ['Glue-005'] };
      const rest = { findings: [], keysNotChecked: [], keysChecked: true, scannedAt: now - 3_600_000 };
      if ((index * regions.length + place) % 200 !== 0) return { ...base, ...rest, outcome: 'scanned' };
      return { ...base, ...rest, outcome: 'unknown', reason: 'AccessDeniedException', call: 'glue:GetJobs' };
    }),
  );
}

/** Through the records of the bot, as it would have written them itself. */
export async function fill(store: Store, fleet: GrownFleet): Promise<void> {
  const { size, accounts, findingOf } = fleet;
  const findings = Array.from({ length: size.findings }, (_, index) => findingOf(index));
  for (let begin = 0; begin < size.findings; begin += 5_000)
    await store.findings.insert(findings.slice(begin, begin + 5_000));
  await store.targets.save(everyResult(fleet), now);
  for (let day = 0; day < size.days; day += 1) await fillDay(store, fleet, day);
  await store.schedules.setNext('daily', '0 8 * * * | UTC', now + dayMs, now);
  await store.schedules.setLastDigest('daily', now - dayMs);
  for (let number = 0; number < size.requests; number += 1) await fillRequest(store, fleet, number);
  await fillRisks(store, fleet);
  for (const { id = '' } of accounts.slice(0, 40))
    await store.queries.save(`query-${id}`, { accounts: [id] }, now - dayMs);
}

async function fillDay(store: Store, fleet: GrownFleet, day: number): Promise<void> {
  const at = fleet.startOf(day);
  await store.transaction(async ({ scans, schedules: slots, outbox }) => {
    const scan = { id: `scan-${day}`, processId: 'past', startedAt: at, scope: 'all accounts', schedule: 'daily' };
    await slots.claim('daily', at, 'past', at);
    await scans.begin({ ...scan, slotAt: at, caughtUp: false });
    const numbers = { scanned: 16_915, unknown: 85, opened: 137, resolved: 123, open: fleet.size.open };
    await scans.finish(scan.id, at + 600_000, numbers);
    await slots.finish('daily', at, 'past', at + 600_000);
    const message = digestOf(fleet, day);
    await outbox.add([{ id: `digest-${day}`, channel: 'C0DAILY0000', createdAt: at, message }]);
    await outbox.sent(`digest-${day}`, 'C0DAILY0000', `${at}.1`, at + 601_000);
    const { schedule: _, ...asked } = scan;
    await scans.begin({ ...asked, id: `asked-${day}`, caughtUp: false, askedBy: 'U0SOMEBODY' });
    await scans.finish(`asked-${day}`, at + 700_000, { ...numbers, opened: 0, resolved: 0 });
  });
}

export function digestOf({ findingOf, startOf }: GrownFleet, day: number): NewOutboxMessage['message'] {
  const open = Array.from({ length: 200 }, (_, index) => findingOf(day * 100 + index));
  const [schedule] = schedules;
  if (schedule === undefined) throw new Error('There is no schedule');
  return composeDigest({
    schedule,
    slotAt: startOf(day),
    finishedAt: startOf(day),
    caughtUp: false,
    previousAt: startOf(day) - dayMs,
    results: [],
    seenThere: [],
    targets: [],
    open: [],
    fresh: groupFindings(open, 10),
    older: emptyGroup,
    resolved: groupFindings(open.slice(0, 100), 10),
    queryId: `query-${day}`,
    canRemediate: () => true,
  });
}

/** Those that hold, and some that wait for a yes or no. */
async function fillRisks(store: Store, fleet: GrownFleet): Promise<void> {
  const risks = acceptedRisks(fleet);
  const asked = { askedBy: 'U0ASKER', askedIn: 'C0DAILY0000', askedAt: now - dayMs } as const;
  for (const risk of risks.filter(({ from }) => from === 'slack'))
    await store.exceptions.add({
      ...risk,
      ...asked,
      state: 'accepted',
      decidedBy: 'U0APPROVER',
      decidedAt: now - dayMs,
    });
  for (const { since: _, ...risk } of [...risks.slice(0, 3), ...risks.slice(-3)])
    await store.exceptions.add({ ...risk, ...asked, id: `asked-${risk.id}`, from: 'slack', state: 'asked' });
  let ids = 0;
  const parts = { store, clock: { now: () => now, monotonic: () => 0, sleep: async () => {} } };
  // It holds the open findings against all of them.
  await enterFile(
    { ...parts, newId: () => `of-the-file-${++ids}` },
    risks.filter(({ from }) => from === 'file'),
  );
}

/** Most were carried out; some wait, some ended without a decision. */
async function fillRequest(store: Store, fleet: GrownFleet, number: number): Promise<void> {
  const { size, startOf, targetOf } = fleet;
  const { remediation } = store;
  const at = startOf(number % size.days);
  const id = `request${number}`;
  const row = requestOf(id, `configuration-${number}`);
  const { account, region } = targetOf(number);
  const plans = row.plans.map(({ plan, seal }) => ({ plan: { ...plan, target: { account, region } }, seal }));
  await remediation.openRequest({ ...row, account, plans, createdAt: at, expiresAt: at + dayMs }, []);
  const [planId = ''] = plans.map(({ plan }) => plan.id);
  if (number % 10 === 0) return;
  if (number % 10 === 1) return void (await remediation.close(id, 'expired', at + dayMs));
  await remediation.addDecision({ requestId: id, by: 'U0APPROVER', decision: 'approve', at, seal: 'seal' });
  await remediation.close(id, 'approved', at + 60_000);
  const execution = { id: `execution${number}`, planId, requestId: id };
  await remediation.queueExecution(execution, at);
  await remediation.claimExecution({ processId: 'past', holder: id, now: at, leaseUntil: at + 1 });
  for (const { id: stepId } of plans[0]?.plan.steps ?? [])
    await remediation.journal(execution.id, id, { stepId, state: 'done', awsRequestIds: ['a'.repeat(36)] });
  await remediation.endExecution(execution.id, id, 'ended', at + 120_000);
  for (const action of ['request.opened', 'decision.approved', 'execution.done'])
    await remediation.audit({
      id: `${action}-${number}`,
      at,
      actor: 'U0APPROVER',
      action,
      subject: id,
      detail: { account },
      awsRequestIds: [],
    });
}
