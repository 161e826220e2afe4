import { expect, test } from 'vitest';
import { dayMs } from '../../../src/domain/retention.ts';
import { readStatus } from '../../../src/usecases/bot/status.ts';
import type { ReportRecord } from '../../../src/usecases/evidence/report-records.ts';
import type { ExceptionRow } from '../../../src/usecases/ports/records/exception-records.ts';
import { requestOf } from '../../store/remediation-samples.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { remediationKit } from '../../support/remediation/remediation.ts';
import { account, finding, reportWorld, today } from './report-world.ts';

const numbers = { scanned: 1, unknown: 0, opened: 0, resolved: 0, open: 0 };
const of = <T extends ReportRecord['type']>(records: readonly ReportRecord[], type: T) =>
  records.filter((record): record is Extract<ReportRecord, { type: T }> => record.type === type);

test('with nothing recorded it says so, and has a head and an end', async () => {
  const { report } = await reportWorld();
  const records = await report();
  expect(records.map(({ type }) => type)).toEqual(['report', 'scope', 'rule', 'end']);
  expect(records[0]).toMatchObject({ recordedSince: null, watched: { accounts: 1, targets: 2, neverScanned: 2 } });
  expect(records.at(-1)).toEqual({ type: 'end', records: { report: 1, scope: 1, rule: 1 } });
});

test('its numbers of now are those of status, what is no longer watched apart', async () => {
  const { store, report, dependencies, ...base } = await reportWorld();
  await store.targets.save([{ account, region: 'eu-west-1', outcome: 'scanned', configurations: 1, jobs: 1 }], today);
  await store.findings.insert([
    finding('a'),
    finding('b', { exposure: 'latent' }),
    finding('c', { exposure: 'unused', fixedAt: today }),
    finding('gone', { account: '999999999999' }),
  ]);
  const { accounts, schedules } = dependencies.fleet;
  const status = await readStatus({
    ...base,
    store,
    timetable: hourly(base.clock),
    accounts,
    schedules: [],
    version: '',
    startedAt: 0,
  });
  const records = await report();
  const [head] = of(records, 'report');
  expect(head?.now).toEqual({ open: status.open, unwatched: 1 });
  expect(head?.watched).toMatchObject({
    scanned: status.scanned,
    unknown: 0,
    neverScanned: status.neverScanned?.total,
  });
  expect(schedules).toEqual([]);
  expect(of(records, 'finding').map(({ id, watched }) => [id, watched])).toEqual([
    ['a', true],
    ['b', true],
    ['c', true],
    ['gone', false],
  ]);
});

test('of a period gone by: findings as they stood at its end, scans made and missed, what could not be scanned', async () => {
  const { store, clock, report } = await reportWorld();
  const save = (outcome: 'scanned' | 'unknown', at: number) => {
    const why = outcome === 'unknown' ? { reason: 'AccessDeniedException', call: 'GetJobs' } : {};
    return store.targets.save([{ account, region: 'us-east-1', outcome, configurations: 0, jobs: 0, ...why }], at);
  };
  for (const day of [9, 8, 6]) {
    const startedAt = today - day * dayMs;
    await store.scans.begin({ id: `s${day}`, processId: 'p', startedAt, scope: 'everything', caughtUp: day === 6 });
    await store.scans.finish(`s${day}`, startedAt + 1, numbers);
    await save(day === 8 ? 'unknown' : 'scanned', startedAt);
    await store.summaries.summarise(startedAt, 'today');
  }
  await save('unknown', today);
  await store.findings.insert([
    finding('a', { firstSeenAt: today - 9 * dayMs, resolvedAt: today - 2 * dayMs }),
    finding('b', { firstSeenAt: today - 9 * dayMs, resolvedAt: today - 6 * dayMs, name: 'b' }),
    finding('later', { firstSeenAt: today - 1 }),
  ]);
  const past = await report({ from: today - 20 * dayMs, before: today - 4 * dayMs });
  expect(of(past, 'report')[0]).toMatchObject({
    recordedSince: today - 9 * dayMs,
    findings: { opened: 2, resolved: 1, openAtEnd: 1 },
    scans: { finished: 3, late: 1, removed: 0 },
    daysWithoutScan: [today - 7 * dayMs, today - 5 * dayMs],
  });
  expect(of(past, 'report')[0]).not.toHaveProperty('now');
  expect(of(past, 'finding').map(({ id, state, resolvedAt }) => [id, state, resolvedAt])).toEqual([
    ['a', 'open', undefined],
    ['b', 'resolved', today - 6 * dayMs],
  ]);
  expect(of(past, 'unknown')).toEqual([
    { type: 'unknown', account, region: 'us-east-1', since: today - 8 * dayMs, until: today - 6 * dayMs },
  ]);
  const now = await report({ from: today - 5 * dayMs, before: today + dayMs });
  expect(of(now, 'report')[0]?.before).toBe(clock.now());
  expect(of(now, 'unknown')).toEqual([
    { type: 'unknown', account, region: 'us-east-1', since: today, reason: 'AccessDeniedException', call: 'GetJobs' },
  ]);
});

test('what retention removed stays counted', async () => {
  const { store, report } = await reportWorld();
  for (let day = 9; day > 0; day--) {
    const startedAt = today - day * dayMs;
    await store.scans.begin({ id: `s${day}`, processId: 'p', startedAt, scope: 'everything', caughtUp: false });
    await store.scans.finish(`s${day}`, startedAt + 1, numbers);
    await store.summaries.summarise(startedAt, 'today');
  }
  for (let n = 0; n < 15; n++) {
    await store.scans.begin({ id: `n${n}`, processId: 'p', startedAt: today - 60, scope: 'x', caughtUp: false });
    await store.scans.finish(`n${n}`, today - 50, numbers);
  }
  expect(await store.scans.prune(today - 3 * dayMs, 99)).toBe(6);
  const [head] = of(await report({ from: today - 9 * dayMs, before: today - dayMs }), 'report');
  expect(head).toMatchObject({ scans: { finished: 2, removed: 6 }, daysWithoutScan: [] });
});

test('more findings than a page, of one account-region and of many, each once and in order', async () => {
  const { store, report } = await reportWorld();
  const rows = Array.from({ length: 1_203 }, (_, n) => finding(`f${String(n).padStart(4, '0')}`));
  const others = Array.from({ length: 700 }, (_, n) => finding(`o${n}`, { account: String(200_000_000_000 + n) }));
  await store.findings.insert([...rows, ...others]);
  const found = of(await report(), 'finding');
  expect(found).toHaveLength(1_903);
  expect(new Set(found.map(({ id }) => id)).size).toBe(1_903);
  const keys = found.map(({ account: of, name }) => `${of} ${name}`);
  expect(keys).toEqual(keys.toSorted());
});

test('a remediation from asking to the first runs, without a definition or an argument', async () => {
  const { store, clock } = await remediationKit();
  const world = await reportWorld({ store });
  const { remediation } = store;
  const request = { ...requestOf('r1', 'std'), createdAt: clock.now() };
  await remediation.openRequest(request, [{ planId: 'plan of r1', stepId: 's1', text: 's3cret' }]);
  await remediation.addDecision({ requestId: 'r1', by: 'UAPPROVER', decision: 'approve', at: clock.now(), seal: 'x' });
  await remediation.close('r1', 'approved', clock.now());
  await remediation.queueExecution({ id: 'e1', planId: 'plan of r1', requestId: 'r1' }, clock.now());
  const now = clock.now();
  await remediation.claimExecution({ processId: 'p', holder: 'h', now, leaseUntil: now + 9 });
  const step = request.plans[0]?.plan.steps[0];
  await remediation.journal('e1', 'h', { stepId: step?.id ?? '', state: 'done', awsRequestIds: ['a-1'] });
  world.clock.set(now + 60_000);
  const records = await world.report({ from: now - 1, before: now + 60_000 });
  const [record] = of(records, 'remediation');
  expect(record).toMatchObject({
    request: 'r1',
    state: 'approved',
    findings: [{ name: 'std' }],
    decisions: [{ by: 'UAPPROVER', decision: 'approve' }],
    executions: [{ id: 'e1', direction: 'forward', steps: [{ state: 'done', awsRequestIds: ['a-1'] }] }],
  });
  expect(record?.executions[0]?.steps[0]?.what).toMatch(/std/);
  expect(JSON.stringify(records)).not.toContain('s3cret');
});

test('accepted risks that held in the period stand between findings and remediations, and on what they cover', async () => {
  const { report, store } = await reportWorld();
  const covered = finding('a');
  await store.findings.insert([covered, finding('b')]);
  const { rule, region, kind, name } = covered;
  const risk: ExceptionRow = {
    id: 'x',
    from: 'slack',
    state: 'accepted',
    scope: { finding: { rule, account, region, kind, name } },
    covers: 'all',
    reason: 'the job ends in March',
    owner: 'data team',
    until: { day: '2024-10-13', timezone: 'UTC', at: today + 10 * dayMs },
    askedBy: 'U1',
    decidedBy: 'U2',
    askedAt: today - 2 * dayMs,
    since: today - dayMs,
  };
  await store.exceptions.add(risk);
  const over = { day: '2024-09-01', timezone: 'UTC', at: today - 32 * dayMs };
  await store.exceptions.add({ ...risk, id: 'over', state: 'ended', until: over, since: today - 40 * dayMs });
  const shared = { name: 'b*', accounts: [account], regions: ['eu-west-1'] };
  await store.exceptions.add({ ...risk, id: 'asked', state: 'rejected', scope: shared, decidedAt: today - dayMs });
  await store.exceptions.markFindings(today);
  const records = await report();
  expect(records.map(({ type }) => type)).toEqual([
    ...['report', 'scope', 'rule', 'finding', 'finding', 'accepted', 'accepted', 'end'],
  ]);
  expect(
    of(records, 'accepted').map(({ id, about, by, decidedBy, state }) => [id, about, by, decidedBy, state]),
  ).toEqual(
    expect.arrayContaining([
      ['x', `configuration a in ${account}, eu-west-1`, 'U1', 'U2', 'accepted'],
      ['asked', `Names like b*, in ${account}, in eu-west-1`, 'U1', 'U2', 'rejected'],
    ]),
  );
  expect(of(records, 'finding').map(({ id, accepted }) => [id, accepted?.id])).toEqual([
    ['a', 'x'],
    ['b', undefined],
  ]);
  // One is accepted and counts as that, in no exposure.
  expect(of(records, 'report')[0]?.now?.open).toEqual({ total: 2, exposed: 1, latent: 0, unused: 0, accepted: 1 });
  const past = await report({ from: today - 30 * dayMs, before: today - 1 });
  expect(of(past, 'finding').map(({ accepted }) => accepted)).toEqual([undefined, undefined]);
});
