import { describe, expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import { CloudError } from '../../../src/domain/errors.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import { createAudit } from '../../../src/usecases/audit/audit.ts';
import { createJobsNow, type JobsNow } from '../../../src/usecases/audit/read-jobs-now.ts';
import { recordResults } from '../../../src/usecases/audit/record-scan.ts';
import type { RevertedNoticeMessage } from '../../../src/usecases/messages/afterwards-messages.ts';
import type { FindingRow } from '../../../src/usecases/ports/finding-records.ts';
import { rollBack } from '../../../src/usecases/remediation/rollback/roll-back.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { disabled, encrypted, inventory, keyArn, job as listed, target } from '../../support/inventory.ts';
import {
  account,
  approved,
  job,
  newName,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../support/remediation/remediation.ts';

/** What the lists of this Glue show now. */
function seen(kit: RemediationKit) {
  const jobs = [...kit.glue.things.job.keys()].map((name) => {
    const now = kit.glue.now('job', name)?.SecurityConfiguration;
    return listed(name, {
      defaultBookmark: 'job-bookmark-enable',
      ...(typeof now === 'string' && { securityConfiguration: now }),
    });
  });
  const keys = new Map([[keyArn, { state: 'usable' } as const]]);
  return assessTarget({ ...inventory({ configurations: [disabled('std'), encrypted(newName)], jobs }), keys });
}

interface Second {
  /** What the jobs name when they are listed again; absent: the list cannot be had. */
  readonly listed?: Readonly<Record<string, string>>;
  readonly account?: Account;
}

/** The second read: one job at a time from this Glue, or all of them from a list. */
function jobsNowOf({ glue, log }: RemediationKit, { listed: names, account: own = account }: Second = {}): JobsNow {
  const jobs = Object.entries(names ?? {}).map(([name, securityConfiguration]) =>
    listed(name, { securityConfiguration }),
  );
  const cloud = new FakeCloud(names ? { [target.account]: { regions: { [target.region]: { jobs } } } } : {});
  return createJobsNow({ cloud, remediation: glue, clock: new FakeClock(), log, account: () => own });
}

/** Looks and records; the open `reverted` findings afterwards. `saw`: what the list showed, which may be old. */
async function look(
  kit: RemediationKit,
  scannedAt = kit.clock.now(),
  { saw = seen(kit), jobsNow = jobsNowOf(kit) } = {},
): Promise<readonly FindingRow[]> {
  const { store, newId, clock } = kit;
  const scanId = newId();
  await store.scans.begin({ id: scanId, processId: 'p', startedAt: clock.now(), scope: 's', caughtUp: false });
  const results = [{ ...saw, accountName: 'data-production', scannedAt }];
  const channelOf = (id: string) => kit.approvals(id)?.channel;
  const scope = { accounts: [account] };
  await recordResults(store, newId, { scanId, results, clock, scope, channelOf, jobsNow });
  clock.time += 1_000;
  return (await store.findings.openIn([target])).filter(({ kind }) => kind === 'reverted');
}

/** To whom and what was told since the last time. */
async function notice({ store }: RemediationKit): Promise<{ to: string; message: RevertedNoticeMessage }[]> {
  const found: { to: string; message: RevertedNoticeMessage }[] = [];
  for (;;) {
    const rows = await store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 100);
    if (rows.length === 0) return found.toSorted((a, b) => (a.to > b.to ? -1 : 1));
    for (const { id, channel, message } of rows) {
      if (message.kind === 'reverted-news') found.push({ to: channel, message });
      await store.outbox.sent(id, 'C', '1', 1);
    }
  }
}

/** Everything was moved and scanned; then a deploy points these jobs back. */
async function moved(checks: Parameters<typeof planOf>[1] = {}) {
  const kit = await remediationKit();
  const request = await approved(kit, planOf(kit.glue, checks));
  await kit.run();
  kit.clock.time += 1_000;
  return { kit, request };
}

const deploy = (kit: RemediationKit, ...names: string[]) => {
  for (const name of names) kit.glue.put('job', name, job(name));
};

test('a job that was reverted by a deploy is a finding of its own, told once to the requester and to the approvers', async () => {
  const { kit, request } = await moved();
  expect(await look(kit)).toEqual([]);
  deploy(kit, 'a', 'c');
  const rows = await look(kit);
  expect(rows).toMatchObject([
    { name: 'a', reason: 'points-back', detail: 'std', exposure: 'exposed', accountName: 'data-production' },
    { name: 'c' },
  ]);
  const told = await notice(kit);
  expect(told.map(({ to }) => to)).toEqual(['UASKER', 'CAPPROVALS']);
  expect(told[0]?.message).toEqual({
    kind: 'reverted-news',
    requestId: request.id,
    askedBy: 'UASKER',
    ...target,
    accountName: 'data-production',
    at: expect.any(Number),
    jobs: ['a', 'c'].map((name, index) => ({
      findingId: rows[index]?.id,
      name,
      configuration: 'std',
      to: newName,
      movedAt: expect.any(Number),
    })),
    jobsTotal: 2,
    managed: [],
    snippets: [
      { tool: 'CloudFormation', text: `SecurityConfiguration: "${newName}"` },
      { tool: 'Terraform', text: `security_configuration = "${newName}"` },
    ],
  });
  expect(await look(kit)).toHaveLength(2);
  expect(await notice(kit)).toEqual([]);
});

test('an audit that somebody asked for says it as well', async () => {
  const { kit } = await moved();
  deploy(kit, 'a');
  const scan: Parameters<typeof createAudit>[0]['scan'] = async (_scope, { keep }) =>
    (await keep?.([{ ...seen(kit), scannedAt: kit.clock.now() }])) ?? [];
  const given = { scan, processId: 'p', jobsNow: jobsNowOf(kit), fleet: { accounts: [account], schedules: [] } };
  const asked = { scope: { accounts: [account] }, actor: { user: 'UASKER', channel: 'CTEAM' }, command: '' };
  const { findings } = await createAudit({ ...kit, ...given })({ ...asked, progress: () => {} });
  expect(findings.named.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['configuration std', 'reverted a']);
});

test('one that was reverted by a deploy later is told alone; one that is fixed closes, and is told again the next time', async () => {
  const { kit } = await moved();
  deploy(kit, 'a');
  await look(kit);
  await notice(kit);
  deploy(kit, 'b');
  await look(kit);
  expect((await notice(kit)).map(({ message }) => message.jobs.map(({ name }) => name))).toEqual([['b'], ['b']]);
  kit.glue.put('job', 'a', job('a', { SecurityConfiguration: newName }));
  expect(await look(kit)).toMatchObject([{ name: 'b' }]);
  deploy(kit, 'a');
  expect(await look(kit)).toHaveLength(2);
  expect(await notice(kit)).toHaveLength(2);
});

test('what tags said of the plan decides which snippet is told', async () => {
  const detail = (by: string) => `job a: managed by ${by}. Put SecurityConfiguration: "x" into its template, or …`;
  const check = (by: string) => ({ check: 'managed by', outcome: 'warning', detail: detail(by) }) as const;
  const unknown = { check: 'managed by', outcome: 'not-checked', detail: 'b: unknown.' } as const;
  const toolsOf = async (checks: readonly (ReturnType<typeof check> | typeof unknown)[]) => {
    const { kit } = await moved({ checks });
    deploy(kit, 'a');
    await look(kit);
    const [told] = await notice(kit);
    return [told?.message.managed, told?.message.snippets.map(({ tool }) => tool)];
  };
  const stack = 'CloudFormation stack orders-prod';
  expect(await toolsOf([check(stack)])).toEqual([[stack], ['CloudFormation']]);
  expect(await toolsOf([check('Terraform')])).toEqual([['Terraform'], ['Terraform']]);
  expect(await toolsOf([check(stack), unknown])).toEqual([[stack], ['CloudFormation', 'Terraform']]);
});

test('more than twenty are counted', async () => {
  const names = Array.from({ length: 23 }, (_, index) => `j${index}`);
  const kit = await remediationKit(smallGlue(names));
  await approved(kit);
  await kit.run();
  deploy(kit, ...names);
  const again = jobsNowOf(kit, { listed: Object.fromEntries(names.map((name) => [name, 'std'])) });
  await look(kit, undefined, { jobsNow: again });
  const [told] = await notice(kit);
  expect([told?.message.jobs.length, told?.message.jobsTotal]).toEqual([20, 23]);
});

test('a look that began before the move says nothing; nor one while the plan is being carried out', async () => {
  const kit = await remediationKit();
  const early = kit.clock.now();
  kit.clock.time += 1_000;
  const request = await approved(kit);
  let scans = 0;
  await kit.run('p1', { isStopping: () => ++scans > 12 });
  const [execution] = await kit.store.remediation.executionsInProgress();
  expect(execution?.state).toBe('paused');
  expect(await kit.store.remediation.switchedIn([target])).toContainEqual(expect.objectContaining({ job: 'a' }));
  kit.clock.time += 1_000;
  deploy(kit, 'a');
  expect(await look(kit)).toEqual([]);
  await kit.run('p1');
  expect(await kit.store.remediation.executions(request.id)).toMatchObject([{ state: 'ended' }]);
  expect(await look(kit)).toMatchObject([{ name: 'a' }]);
  const other = await remediationKit();
  await approved(other);
  other.clock.time += 1_000;
  await other.run();
  deploy(other, 'a');
  expect(await look(other, early)).toEqual([]);
});

test('what was rolled back was reverted by a deploy rightly, and an open finding about it closes', async () => {
  const { kit, request } = await moved();
  deploy(kit, 'a');
  expect(await look(kit)).toHaveLength(1);
  const ordered = await rollBack(
    {
      ...kit,
      approvals: kit.approvals,
      enabled: true,
      onQueued: () => {},
      remediation: kit.glue,
      account: () => account,
    },
    { actor: { user: 'UAPPROVER', channel: 'C' }, requestId: request.id, understood: true },
  );
  expect(ordered).not.toHaveProperty('refused');
  // It waits for its execution: what is open stays, and nothing opens.
  expect(await look(kit)).toHaveLength(1);
  await kit.run();
  kit.clock.time += 1_000;
  expect(await look(kit)).toEqual([]);
  expect(await look(kit)).toEqual([]);
});

test('a job that was moved twice and rolled back once is not held against its first move', async () => {
  const { kit } = await moved();
  const row = (await kit.store.remediation.switchedIn([target])).find(({ job: name }) => name === 'a');
  if (row === undefined) throw new Error('not moved');
  const id = { planId: 'plan-2', stepId: 's1' };
  const { state: _state, movedAt = 0, watchUntil: _until, nextCheckAt: _next, ...rest } = row;
  await kit.store.remediation.openSwitch({ ...rest, ...id, to: 'other' });
  await kit.store.remediation.settleSwitch(id, { movedAt: movedAt + 1, until: movedAt + 2 });
  expect((await kit.store.remediation.switchedIn([target])).filter(({ job: name }) => name === 'a')).toMatchObject([
    { to: 'other' },
  ]);
  await kit.store.remediation.switchBack(id, movedAt + 3);
  expect((await kit.store.remediation.switchedIn([target])).map(({ job: name }) => name)).toEqual(['b', 'c']);
});

describe('a list can show what a job was: nobody is told of a deploy before a second read agrees', () => {
  /** A deploy changed these jobs and they were switched again at once: the list still shows the deploy's state. */
  async function stale(...names: string[]) {
    const { kit } = await moved();
    deploy(kit, ...names);
    const saw = seen(kit);
    for (const name of names) kit.glue.put('job', name, job(name, { SecurityConfiguration: newName }));
    return { kit, saw };
  }

  test('a job that names what it was given is neither told nor a finding', async () => {
    const { kit, saw } = await stale('a');
    deploy(kit, 'c');
    const both = seen(kit);
    expect(await look(kit, undefined, { saw })).toEqual([]);
    expect(await notice(kit)).toEqual([]);
    // Of two that a list shows, the one that is true is told.
    expect(await look(kit, undefined, { saw: both })).toMatchObject([{ name: 'c' }]);
    expect((await notice(kit)).map(({ message }) => message.jobs.map(({ name }) => name))).toEqual([['c'], ['c']]);
  });

  test('one that names a third configuration by now, or is gone, is left to the next scan', async () => {
    const { kit, saw } = await stale('a', 'b');
    kit.glue.put('job', 'a', job('a', { SecurityConfiguration: 'third' }));
    kit.glue.things.job.delete('b');
    expect(await look(kit, undefined, { saw })).toEqual([]);
    expect(await notice(kit)).toEqual([]);
  });

  test('one that is open already stays open without a second read', async () => {
    const { kit } = await moved();
    deploy(kit, 'a');
    await look(kit);
    const asked = kit.glue.calls.length;
    expect(await look(kit)).toMatchObject([{ name: 'a' }]);
    expect(kit.glue.calls.length).toBe(asked);
  });

  test('when the second read fails, nothing is told until the next scan', async () => {
    const { kit } = await moved();
    deploy(kit, 'a');
    kit.glue.around = ({ operation }) => {
      if (operation === 'GetJob') throw new CloudError(operation, 'InternalServiceException', 'x');
    };
    expect(await look(kit)).toEqual([]);
    expect(await notice(kit)).toEqual([]);
    kit.glue.around = () => {};
    expect(await look(kit)).toMatchObject([{ name: 'a' }]);
    expect(await notice(kit)).toHaveLength(2);
  });

  const { remediationRoleArn: _role, ...auditOnly } = account;
  test.each<[string, Account, boolean]>([
    ['GetJob is denied', account, true],
    ['the account has no remediation role any more', auditOnly, false],
  ])('%s: the jobs are listed again', async (_what, own, denied) => {
    for (const [name, found] of [
      ['std', 1],
      [newName, 0],
    ] as const) {
      const { kit } = await moved();
      deploy(kit, 'a');
      kit.glue.calls.length = 0;
      kit.glue.around = ({ operation }) => {
        if (operation === 'GetJob') throw kit.glue.denied(operation);
      };
      const jobsNow = jobsNowOf(kit, { listed: { a: name }, account: own });
      expect(await look(kit, undefined, { jobsNow })).toHaveLength(found);
      expect(kit.glue.calls.some(({ operation }) => operation === 'GetJob')).toBe(denied);
    }
  });

  test('of many a second list is read, and not one at a time', async () => {
    const names = Array.from({ length: 21 }, (_, index) => `j${index}`);
    const kit = await remediationKit(smallGlue(names));
    await approved(kit);
    await kit.run();
    deploy(kit, ...names);
    const asked = kit.glue.calls.length;
    const jobsNow = jobsNowOf(kit, { listed: Object.fromEntries(names.map((name) => [name, 'std'])) });
    expect(await look(kit, undefined, { jobsNow })).toHaveLength(21);
    expect(kit.glue.calls.length).toBe(asked);
  });
});

test('a scan that is recorded during the second read is the newer one: what waited for that read undoes nothing', async () => {
  const { kit } = await moved();
  deploy(kit, 'a');
  const saw = seen(kit);
  const began = kit.clock.now();
  const newer = began + 5_000;
  const jobsNow: JobsNow = async () => {
    kit.clock.time = newer;
    kit.glue.put('job', 'a', { ...job('a'), SecurityConfiguration: newName });
    expect(await look(kit)).toEqual([]);
    return new Map([['a', 'std']]);
  };
  expect(await look(kit, began, { saw, jobsNow })).toEqual([]);
  expect(await kit.store.targets.get([target])).toMatchObject([{ lastScannedAt: newer }]);
  expect(await notice(kit)).toEqual([]);
});
