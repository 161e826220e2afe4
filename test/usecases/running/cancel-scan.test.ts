import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, Schedule } from '../../../src/domain/fleet.ts';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { createAudit } from '../../../src/usecases/audit/audit.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { giveBack } from '../../../src/usecases/bot/recover-work.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { createCancelScan } from '../../../src/usecases/running/cancel-scan.ts';
import type { ScanFleet } from '../../../src/usecases/running/fleet-scan.ts';
import { createRunningScans } from '../../../src/usecases/running/running-scans.ts';
import { runScheduledScan } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled } from '../../support/inventory.ts';

const account: Account = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
const schedule: Schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
const policy: Approvals = {
  approvers: { users: ['UAPPROVER'], usergroups: ['S1'] },
  required: 1,
  allowSelfApproval: false,
  expireAfter: 1,
  remindBefore: 1,
};
const [eu, us] = ['eu-west-1', 'us-east-1'].map((region) => ({ account: '111122223333', region }));
let base: Awaited<ReturnType<typeof kit>> & { canRemediate: () => boolean };
let cloud: FakeCloud;
let chat: FakeChat;
let said: Message[];
let scan: ScanFleet;

beforeEach(async () => {
  base = { ...(await kit()), canRemediate: () => true };
  base.fleet = { accounts: [account], schedules: [schedule] };
  chat = new FakeChat();
  said = [];
  cloud = new FakeCloud({
    '111122223333': {
      regions: { 'eu-west-1': { configurations: [disabled('bad'), disabled('gone')] }, 'us-east-1': {} },
    },
  });
  scan = createScanFleet({ ...base, cloud });
});

const region = (name: string) => cloud.accounts['111122223333']?.regions[name] ?? {};
const ask = (user = 'UASKER', using = scan) =>
  createAudit({ ...base, scan: using })({
    scope: { accounts: [account] },
    actor: { user, channel: 'C1' },
    command: '/glue-audit all',
    progress: (message) => said.push(message),
  });
/** Of this process, or of another one on the same database, which is told by nobody. */
const cancel = (user: string, which: { id: string } | { begins: string } = { begins: '' }, running = base.running) =>
  createCancelScan({ ...base, running, chat, approvals: (id) => (id === account.id ? policy : undefined) })(
    { user, channel: 'C1' },
    which,
  );
const states = async () => (await base.store.scans.latest(9)).map(({ state }) => state);
const openNames = async () =>
  (await base.store.findings.openIn([eu, us].flatMap((t) => t ?? []))).map(({ name }) => name).sort();

/** Both regions were scanned a day ago; since then one finding has gone and one is new, and us-east-1 hangs. */
async function dayAfter() {
  await ask();
  const before = base.clock.now();
  await base.clock.advance(86_400_000);
  region('eu-west-1').configurations = [disabled('bad'), disabled('new')];
  const gate = Promise.withResolvers<void>();
  region('us-east-1').gate = gate.promise;
  return { before, open: gate.resolve };
}

test('what was read is kept, nothing is resolved, and the rest keeps its state', async () => {
  const { before } = await dayAfter();
  const asked = ask();
  await settle();
  expect(await cancel('UASKER')).toMatchObject({
    kind: 'scan-cancel',
    event: 'chosen',
    scope: 'production (111122223333)',
  });
  const answer = await asked;
  expect(answer).toMatchObject({
    scanned: 1,
    unknown: [],
    findings: { total: 2 },
    targets: [{ region: 'eu-west-1' }],
    cancelled: { by: 'UASKER', read: 1, left: 1, accountsLeft: 0, oldestKeptAt: before, neverScanned: 0 },
  });
  expect(await openNames()).toEqual(['bad', 'gone', 'new']);
  expect(await base.store.targets.all()).toMatchObject([
    { region: 'eu-west-1', outcome: 'scanned', lastScannedAt: base.clock.now() },
    { region: 'us-east-1', outcome: 'scanned', lastScannedAt: before, lastGoodAt: before },
  ]);
  expect(await base.store.scans.latest(1)).toMatchObject([
    {
      state: 'cancelled',
      scanned: 1,
      unknown: 0,
      opened: 1,
      resolved: 0,
      open: 3,
      notReached: 1,
      cancel: { by: 'UASKER' },
    },
  ]);
  expect(said.at(-1)).toMatchObject({ kind: 'audit-progress', done: 1, total: 2, cancelledBy: 'UASKER' });
  const [scanRow] = await base.store.scans.latest(1);
  expect(await base.store.remediation.auditTrail(scanRow?.id ?? '')).toMatchObject([
    { actor: 'UASKER', action: 'scan.cancelled', at: base.clock.now(), detail: { askedBy: 'UASKER', channel: 'C1' } },
  ]);
});

test('the next scan resolves what had gone', async () => {
  const { open } = await dayAfter();
  const asked = ask();
  await settle();
  await cancel('UASKER');
  await asked;
  open();
  await ask();
  expect(await openNames()).toEqual(['bad', 'new']);
});

describe('in each phase', () => {
  test('before the first account is entered', async () => {
    const entering = Promise.withResolvers<never>();
    cloud.enter = (_account, signal) => {
      signal?.addEventListener('abort', () => entering.reject(signal.reason));
      return entering.promise;
    };
    const asked = ask();
    await settle();
    await cancel('UASKER');
    const { cancelled, scanned } = await asked;
    expect([scanned, cancelled]).toMatchObject([0, { read: 0, left: 2, neverScanned: 2 }]);
    expect(await base.store.targets.all()).toEqual([]);
    expect(await states()).toEqual(['cancelled']);
  });

  test('when all was read and is being recorded, it still counts as cancelled: nothing is resolved', async () => {
    await dayAfter();
    region('us-east-1').gate = Promise.resolve();
    const late: ScanFleet = async (...asked) => {
      const results = await scan(...asked);
      await cancel('UASKER');
      return results;
    };
    expect((await ask('UASKER', late)).cancelled).toMatchObject({ read: 2, left: 0 });
    expect(await openNames()).toEqual(['bad', 'gone', 'new']);
  });

  test('once it is published it is too late, and the scan stands', async () => {
    await ask();
    const [row] = await base.store.scans.latest(1);
    const answer = await cancel('UASKER', { id: row?.id ?? '' });
    expect(answer).toMatchObject({ kind: 'scan-cancel', event: 'ended', state: 'finished', endedAt: base.clock.now() });
    expect(await states()).toEqual(['finished']);
    expect((await base.store.remediation.auditTrail(row?.id ?? '')).map(({ action }) => action)).toEqual([
      'scan.cancel-refused',
    ]);
    expect(await cancel('UASKER')).toMatchObject({ kind: 'problem', what: expect.stringContaining('No scan goes on') });
  });

  test('a process that was taken for dead after the wish shows what it read, and does not pass it off as all', async () => {
    const { before } = await dayAfter();
    const suspended: ScanFleet = async (...asked) => {
      const results = await scan(...asked);
      await giveBack(base, base.processId);
      return results;
    };
    const asked = ask('UASKER', suspended);
    await settle();
    await cancel('UASKER');
    const answer = await asked;
    expect(answer).not.toHaveProperty('queryId');
    expect(answer).toMatchObject({ scanned: 1, cancelled: { by: 'UASKER', read: 1, left: 1, oldestKeptAt: before } });
  });

  test('a process that died after the wish, before it saw it: nothing is half recorded, and the asker is told', async () => {
    await dayAfter();
    void ask().catch(() => undefined);
    await settle();
    await cancel('UAPPROVER', { begins: '' }, { ...base.running, nudge: () => undefined });
    await giveBack(base, base.processId);
    expect((await states())[0]).toBe('interrupted');
    expect(await openNames()).toEqual(['bad', 'gone']);
    const [row] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 5);
    expect(row).toMatchObject({ channel: 'UASKER', message: { kind: 'interrupted' } });
  });
});

test('another process that runs it sees the wish within a second', async () => {
  await dayAfter();
  const asked = ask();
  await settle();
  await cancel('UASKER', { begins: '' }, createRunningScans(base));
  await settle();
  expect((await states())[0]).toBe('running');
  await base.clock.advance(1_000);
  expect((await asked).cancelled).toMatchObject({ read: 1, left: 1 });
});

describe('who may', () => {
  test.each([
    ['whoever asked', 'UASKER'],
    ['an approver', 'UAPPROVER'],
    ['an approver of a group', 'UMEMBER'],
  ])('%s', async (_who, user) => {
    await dayAfter();
    chat.groups.S1 = ['UMEMBER'];
    const asked = ask();
    await settle();
    expect(await cancel(user)).toMatchObject({ event: 'chosen' });
    expect((await asked).cancelled?.by).toBe(user);
  });

  test('nobody else, who is told who may; the attempt is in the trail', async () => {
    const { open } = await dayAfter();
    const asked = ask();
    await settle();
    expect(await cancel('UOTHER')).toMatchObject({
      kind: 'problem',
      who: { users: ['UASKER', 'UAPPROVER'], usergroups: ['S1'] },
    });
    open();
    expect((await asked).cancelled).toBeUndefined();
    const [row] = await base.store.scans.latest(1);
    expect(await base.store.remediation.auditTrail(row?.id ?? '')).toMatchObject([
      { actor: 'UOTHER', action: 'scan.cancel-refused' },
    ]);
  });

  test('a second wish changes nothing, and says whose the first was', async () => {
    await dayAfter();
    const asked = ask();
    await settle();
    const other = { ...base.running, nudge: () => undefined };
    await cancel('UASKER', { begins: '' }, other);
    expect(await cancel('UAPPROVER', { begins: '' }, other)).toMatchObject({ event: 'before', by: 'UASKER' });
    await base.clock.advance(1_000);
    expect((await asked).cancelled?.by).toBe('UASKER');
  });
});

test('of two who asked at once, each cancels their own; several are listed for whoever may cancel all', async () => {
  const { open } = await dayAfter();
  const [first, second] = [ask('UONE'), ask('UTWO')];
  await settle();
  expect(await cancel('UAPPROVER')).toMatchObject({
    kind: 'running-scans',
    scans: [{ askedBy: 'UONE' }, { askedBy: 'UTWO' }],
  });
  expect(await cancel('UOTHER')).toMatchObject({ kind: 'problem' });
  await cancel('UONE');
  expect((await first).cancelled).toMatchObject({ by: 'UONE', left: 1 });
  open();
  const whole = await second;
  expect(whole.cancelled).toBeUndefined();
  expect(whole.scanned).toBe(2);
  expect(await openNames()).toEqual(['bad', 'new']);
});

describe('of a schedule', () => {
  async function run(scanned = account) {
    const dueAt = base.clock.now();
    await base.store.schedules.setNext('daily', 'f', null, 0);
    await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
    const parts = { ...base, accounts: [scanned], schedules: [schedule], scan };
    return runScheduledScan(parts, schedule, { dueAt, caughtUp: false });
  }

  test('the digest says so, and the slot is not run again', async () => {
    const { before } = await dayAfter();
    const ran = run();
    await settle();
    expect(await cancel('UAPPROVER')).toMatchObject({ event: 'chosen', schedule: 'daily' });
    await ran;
    const [row] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 5);
    expect(row?.message).toMatchObject({
      kind: 'digest',
      scanned: 1,
      unknown: [],
      fresh: { total: 3 },
      resolved: { total: 0 },
      openUnverified: 0,
      cancelled: { by: 'UAPPROVER', read: 1, left: 1, oldestKeptAt: before },
    });
    expect(await base.store.schedules.claimed()).toEqual([]);
    expect(await base.store.schedules.released()).toEqual([]);
  });

  test('of the account of the own credentials, which is configured without an id, the common approvers may', async () => {
    await dayAfter();
    const ran = run({ regions: ['eu-west-1', 'us-east-1'] });
    await settle();
    const byAll = createCancelScan({ ...base, chat, approvals: () => policy });
    const actor = (user: string) => ({ user, channel: 'C1' });
    expect(await byAll(actor('UOTHER'), { begins: '' })).toMatchObject({ who: { users: ['UAPPROVER'] } });
    expect(await byAll(actor('UAPPROVER'), { begins: '' })).toMatchObject({ event: 'chosen' });
    await ran;
    expect((await states())[0]).toBe('cancelled');
  });

  test('where the process died first, its slot ends, and its channel is told that there is no digest', async () => {
    await dayAfter();
    void run().catch(() => undefined);
    await settle();
    await cancel('UAPPROVER', { begins: '' }, { ...base.running, nudge: () => undefined });
    await giveBack({ ...base, schedules: [schedule] }, base.processId);
    expect(await base.store.schedules.released()).toEqual([]);
    const [row] = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 5);
    expect(row).toMatchObject({ channel: 'C1', message: { kind: 'problem', what: expect.stringContaining('daily') } });
  });
});
