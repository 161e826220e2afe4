import { describe, expect, test } from 'vitest';
import type { DigestMessage } from '../../../src/usecases/messages/audit-messages.ts';
import type { HeldDigest } from '../../../src/usecases/ports/records/digest-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { digestSamples } from '../../views/samples/digests.ts';
import { exceptionRow } from '../exceptions/samples.ts';
import { databases, openTestStore } from '../harness.ts';
import { requestOf } from '../remediation-samples.ts';
import { finding } from '../samples.ts';

const message: DigestMessage = digestSamples['digest-typical'];
const held = (id: string, given: Partial<HeldDigest> = {}): HeldDigest => {
  return { id, schedule: 'daily', channel: 'C1', message, createdAt: 5, until: 100, ...given };
};

const exposed = (names: readonly string[]) => new Map(names.map((name) => [name, 'exposed' as const]));

describe.each(databases)('digests (%s)', (database) => {
  test('those that wait for the end of quiet hours are taken once, when their time has come', async () => {
    const { digests } = await openTestStore(database);
    await digests.hold([held('a'), held('b', { schedule: 'hourly' }), held('c', { until: 101, createdAt: 1 })]);
    expect(await digests.held('daily')).toEqual([held('a'), held('c', { until: 101, createdAt: 1 })]);
    await digests.drop(['a']);
    expect(await digests.takeDue(99)).toEqual([]);
    expect((await digests.takeDue(101)).map(({ id }) => id)).toEqual(['c', 'b']);
    expect(await digests.takeDue(200)).toEqual([]);
  });

  async function posted({ outbox, digests }: Store, id: string, names: readonly string[]): Promise<void> {
    await outbox.add([{ id, channel: 'C1', message, createdAt: 10 }]);
    await digests.name([{ id, named: exposed(names) }], 10);
    await outbox.sent(id, 'C1', '1.1', 11);
  }

  test('a posted one is changed when a finding that it names is asked for, resolved or removed, until it shows that', async () => {
    const store = await openTestStore(database);
    const { digests, findings, remediation, outbox } = store;
    const request = requestOf('r1', 'asked');
    const [{ plan } = { plan: undefined }] = request.plans;
    if (plan === undefined) throw new Error('It has a plan');
    await findings.insert([
      finding('f1', { ...plan.target, ...plan.finding }),
      finding('f2', { name: 'other' }),
      finding('f3', { name: 'third' }),
    ]);
    await posted(store, 'd1', ['f1', 'f2', 'f3', 'removed']);
    await posted(store, 'd2', ['f3']);
    await outbox.add([{ id: 'waits', channel: 'C1', message, createdAt: 12 }]);
    await digests.name([{ id: 'waits', named: exposed(['removed']) }], 12);
    const still = { is: 'now', exposure: 'exposed' } as const;
    const gone = { removed: { is: 'resolved', at: 0 }, f2: still } as const;
    const first = { ...gone, f1: still, f3: still };
    expect(await digests.changed(0, 50, 10)).toEqual([{ id: 'd1', became: first }]);
    await digests.show('d1', { ...message, became: first });
    expect(await digests.changed(0, 50, 10)).toEqual([]);
    expect((await outbox.get('d1'))?.message).toMatchObject({ became: first });
    await remediation.openRequest(request, []);
    await findings.resolve(['f3'], 20);
    const requested = { f1: { is: 'requested', by: request.askedBy, requestId: 'r1' }, f3: { is: 'resolved', at: 20 } };
    expect(await digests.changed(0, 50, 10)).toEqual([
      { id: 'd1', became: { ...gone, ...requested } },
      { id: 'd2', became: { f3: { is: 'resolved', at: 20 } } },
    ]);
    expect(await digests.changed(0, 50, 1)).toHaveLength(1);
    // Nobody reads them any more.
    expect(await digests.changed(11, 50, 10)).toEqual([]);
    // Refused: it is open again.
    await digests.show('d1', { ...message, became: { ...gone, f1: { is: 'requested', by: 'U1', requestId: 'r1' } } });
    await remediation.close('r1', 'rejected', 30);
    expect((await digests.changed(0, 50, 10))[0]?.became).toEqual({
      ...gone,
      f1: still,
      f3: { is: 'resolved', at: 20 },
    });
    await digests.forget(11);
    expect(await digests.changed(0, 50, 10)).toEqual([]);
  });

  test('what a remediation left unused is fixed, until something uses it again', async () => {
    const store = await openTestStore(database);
    const { digests, findings } = store;
    await findings.insert([
      finding('f1', { exposure: 'unused', fixedAt: 40 }),
      finding('f2', { name: 'other', exposure: 'exposed', fixedAt: 40 }),
    ]);
    await posted(store, 'd1', ['f1', 'f2']);
    const became = { f1: { is: 'fixed', at: 40 }, f2: { is: 'now', exposure: 'exposed' } } as const;
    expect(await digests.changed(0, 50, 10)).toEqual([{ id: 'd1', became }]);
    await digests.show('d1', { ...message, became });
    expect(await digests.changed(0, 50, 10)).toEqual([]);
  });

  test('what was carried out is requested until a scan has seen what it did, and never open meanwhile', async () => {
    const store = await openTestStore(database);
    const { digests, findings, remediation } = store;
    const request = requestOf('r1', 'asked');
    const [{ plan } = { plan: undefined }] = request.plans;
    if (plan === undefined) throw new Error('It has a plan');
    const before = finding('f1', { ...plan.target, ...plan.finding, lastSeenAt: 5 });
    await findings.insert([before]);
    await posted(store, 'd1', ['f1']);
    await remediation.openRequest(request, []);
    await remediation.close('r1', 'approved', 20);
    await remediation.queueExecution({ id: 'e1', planId: plan.id, requestId: 'r1' }, 20);
    await remediation.claimExecution({ processId: 'p1', holder: 'h1', now: 21, leaseUntil: 90 });
    const requested = { f1: { is: 'requested', by: request.askedBy, requestId: 'r1' } } as const;
    expect(await digests.changed(0, 50, 10)).toEqual([{ id: 'd1', became: requested }]);
    await digests.show('d1', { ...message, became: requested });
    await remediation.endExecution('e1', 'h1', 'ended', 30);
    await findings.setFixed(before, 30);
    expect(await digests.changed(0, 50, 10)).toEqual([]);
    // Only a part of what uses it was switched: the scan says so.
    await findings.setFixed(before, null);
    const still = { f1: { is: 'now', exposure: 'exposed' } } as const;
    expect(await digests.changed(0, 50, 10)).toEqual([{ id: 'd1', became: still }]);
  });

  test('what is more or less exposed than it was named is told; a row of before, that says no more than open, is not', async () => {
    const store = await openTestStore(database);
    const { digests, findings } = store;
    await findings.insert([finding('f1', { exposure: 'latent' })]);
    await posted(store, 'd1', ['f1']);
    const became = { f1: { is: 'now', exposure: 'latent' } } as const;
    expect(await digests.changed(0, 50, 10)).toEqual([{ id: 'd1', became }]);
    await digests.show('d1', { ...message, became });
    expect(await digests.changed(0, 50, 10)).toEqual([]);
  });

  test('an exposed finding that is open for long is raised once, in these targets alone', async () => {
    const { digests, findings } = await openTestStore(database);
    const here = { account: '111111111111', region: 'eu-west-1' };
    await findings.insert([
      finding('old', { ...here, name: 'old', exposure: 'exposed', firstSeenAt: 10 }),
      finding('latent', { ...here, name: 'latent', exposure: 'latent', firstSeenAt: 10 }),
      finding('new', { ...here, name: 'new', exposure: 'exposed', firstSeenAt: 50 }),
      finding('elsewhere', { ...here, region: 'us-east-1', name: 'e', exposure: 'exposed', firstSeenAt: 10 }),
    ]);
    const span = { state: 'open', before: 50, unraised: true } as const;
    const exposed = async () => (await findings.countByTarget(span)).map(({ region, exposed: many }) => [region, many]);
    expect(await exposed()).toEqual([
      ['eu-west-1', 1],
      ['us-east-1', 1],
    ]);
    await digests.raise([here], 50, 60);
    expect(await exposed()).toEqual([
      ['eu-west-1', 0],
      ['us-east-1', 1],
    ]);
    await digests.raise([here], 61, 70);
    expect((await findings.countByTarget({ ...span, before: 100 }))[0]).toMatchObject({ exposed: 0, latent: 1 });
  });

  test('a request is shown again when its address is known, and what is accepted when its end changes', async () => {
    const store = await openTestStore(database);
    const { digests, findings, remediation, outbox, exceptions } = store;
    const request = requestOf('r1', 'asked');
    const [{ plan } = { plan: undefined }] = request.plans;
    if (plan === undefined) throw new Error('It has a plan');
    await findings.insert([finding('f1', { ...plan.target, ...plan.finding }), finding('f2', { name: 'other' })]);
    await posted(store, 'd1', ['f1', 'f2']);
    await remediation.openRequest(request, []);
    const still = { f2: { is: 'now', exposure: 'exposed' } } as const;
    const became = { ...still, f1: { is: 'requested', by: 'U1', requestId: 'r1' } } as const;
    await digests.show('d1', { ...message, became });
    expect(await digests.changed(0, 50, 10)).toEqual([]);
    await outbox.add([{ id: 'ask-r1', channel: 'C1', message, createdAt: 10 }]);
    await outbox.linked('ask-r1', 'https://acme.slack.com/1');
    expect(await digests.changed(0, 50, 10)).toMatchObject([{ id: 'd1' }]);
    const linked = { ...still, f1: { ...became.f1, link: 'https://acme.slack.com/1' } };
    await digests.show('d1', { ...message, became: linked });
    expect(await digests.changed(0, 50, 10)).toEqual([]);

    const other = { scope: { name: 'other' }, covers: 'all', since: 20 } as const;
    await exceptions.add(exceptionRow('e1', other));
    await exceptions.markFindings(20);
    const [{ became: first } = { became: {} }] = await digests.changed(0, 50, 10);
    await digests.show('d1', { ...message, became: { ...linked, ...first, f1: linked.f1 } });
    expect(await digests.changed(0, 50, 10)).toEqual([]);
    const sooner = { day: '2199-01-31', timezone: 'UTC', at: Date.UTC(2199, 1, 1) };
    await exceptions.add(exceptionRow('e2', { ...other, until: sooner }));
    await exceptions.markFindings(20);
    expect((await digests.changed(0, 50, 10))[0]?.became).toMatchObject({
      f2: { is: 'accepted', until: sooner.at, day: sooner.day },
    });
  });

  test('what one that is dropped raised is raised again, and nothing else', async () => {
    const { digests, findings } = await openTestStore(database);
    const here = { account: '111111111111', region: 'eu-west-1' };
    const there = { ...here, region: 'us-east-1' };
    await findings.insert([
      finding('a', { ...here, name: 'a', exposure: 'exposed', firstSeenAt: 10 }),
      finding('b', { ...there, name: 'b', exposure: 'exposed', firstSeenAt: 10 }),
    ]);
    await digests.raise([here], 50, 60);
    await digests.raise([there], 50, 61);
    await digests.hold([held('a', { createdAt: 60 })]);
    await digests.drop(['a']);
    const span = { state: 'open', before: 50, unraised: true } as const;
    expect((await findings.countByTarget(span)).map(({ region, exposed }) => [region, exposed])).toEqual([
      ['eu-west-1', 1],
    ]);
  });

  test('a finding that is accepted is shown so until its last day, and open again then', async () => {
    const store = await openTestStore(database);
    await store.findings.insert([finding('f1', { exposure: 'latent' })]);
    await posted(store, 'd1', ['f1']);
    const row = exceptionRow('e1', { since: 20 });
    const { at: end } = row.until;
    await store.exceptions.add(row);
    await store.exceptions.markFindings(20);
    const [changed] = await store.digests.changed(0, 20, 10);
    expect(changed?.became).toEqual({ f1: { is: 'accepted', until: end, day: '2199-12-31' } });
    await store.digests.show('d1', { ...message, became: changed?.became ?? {} });
    expect(await store.digests.changed(0, end - 1, 10)).toEqual([]);
    expect(await store.digests.changed(0, end, 10)).toEqual([
      { id: 'd1', became: { f1: { is: 'now', exposure: 'latent' } } },
    ]);
  });
});
