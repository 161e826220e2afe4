import { expect, test } from 'vitest';
import { readRemediationStatus } from '../../../../src/usecases/remediation/request/remediation-status.ts';
import { bookmarkOf, canaryPlan, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  approved,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../../support/remediation/remediation.ts';

const status = (kit: RemediationKit, changes = {}) => readRemediationStatus({ ...kit, enabled: true, ...changes });

/** A plan for another finding. */
const another = ({ glue }: RemediationKit, name: string) =>
  planOf(glue, { id: `plan of ${name}`, finding: { kind: 'configuration', name } });

test('nothing at all', async () => {
  expect(await status(await remediationKit())).toEqual({
    kind: 'open-requests',
    requests: [],
    underWay: [],
    ended: [],
  });
});

test('a request goes from waiting for a decision over under way to ended, and leaves with its window', async () => {
  const kit = await remediationKit();
  const request = await kit.ask();
  expect(await status(kit)).toMatchObject({ requests: [{ requestId: request.id }], underWay: [], ended: [] });
  await kit.decide({ requestId: request.id });
  expect(await status(kit)).toMatchObject({
    requests: [],
    underWay: [
      {
        requestId: request.id,
        account: '111122223333',
        accountName: 'data-production',
        region: 'eu-west-1',
        findings: ['std'],
        total: 1,
        headline: 'Approved: it is about to be carried out.',
        mayRollBack: false,
        mayGoOn: false,
      },
    ],
    ended: [],
  });
  await kit.run();
  const endedAt = kit.clock.now();
  expect(await status(kit)).toMatchObject({
    underWay: [],
    ended: [{ requestId: request.id, mayRollBack: true, rollBackUntil: endedAt + kit.watchRunsFor }],
  });
  kit.clock.time = endedAt + kit.watchRunsFor;
  expect(await status(kit)).toMatchObject({ requests: [], underWay: [], ended: [] });
});

test('what waits for its canary says so, and what is rolled back is over', async () => {
  const kit = await remediationKit();
  bookmarkOf(kit, 'a', 7);
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  expect(await status(kit)).toMatchObject({ underWay: [{ mayGoOn: true, mayRollBack: true }], ended: [] });
  await orderBack(kit, request.id);
  expect(await status(kit)).toMatchObject({ underWay: [{ mayGoOn: false, headline: 'It is being rolled back.' }] });
  await kit.run();
  expect(await status(kit)).toMatchObject({ underWay: [], ended: [] });
});

test('what ended with nothing to roll back is not listed', async () => {
  const kit = await remediationKit();
  await approved(kit);
  for (const name of ['a', 'b', 'c']) kit.glue.things.job.delete(name);
  kit.glue.things.trigger.clear();
  kit.glue.things.crawler.clear();
  kit.glue.put('configuration', 'std-encrypted-bookmarks', { Name: 'x', EncryptionConfiguration: {} });
  await kit.run();
  expect(await status(kit)).toMatchObject({ underWay: [], ended: [] });
});

test('a pause is named, and what it holds up says so', async () => {
  const kit = await remediationKit();
  await approved(kit);
  await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: 5 });
  expect(await status(kit)).toMatchObject({
    paused: { by: 'UAPPROVER', at: 5 },
    underWay: [{ headline: 'Paused: no new step begins.' }],
  });
});

test('so does what REMEDIATION=off holds up', async () => {
  const kit = await remediationKit();
  await approved(kit);
  const read = await status(kit, { enabled: false });
  expect(read).toMatchObject({ underWay: [{ headline: 'Paused: no new step begins.' }] });
  expect(read).not.toHaveProperty('paused');
});

test('what ends first is above, of those that wait for a decision', async () => {
  const kit = await remediationKit();
  const expiries = { late: 3_000, soon: 1_000, between: 2_000 };
  for (const [name, expireAfter] of Object.entries(expiries)) {
    const policy = kit.approvals('111122223333');
    kit.approvals = () => policy && { ...policy, expireAfter };
    await kit.ask(another(kit, name));
  }
  const { requests } = await status(kit);
  expect(requests.flatMap(({ findings }) => findings)).toEqual(['soon', 'between', 'late']);
});

test('what is under way is listed however many newer ones have ended, and however long ago it was approved', async () => {
  const kit = await remediationKit(smallGlue(['a', 'b']));
  bookmarkOf(kit, 'a', 7);
  const waiting = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  kit.clock.time += 100 * 24 * 3_600_000;
  for (let count = 0; count < 40; count += 1) await approved(kit, another(kit, `f${count}`));
  await kit.run();
  expect((await status(kit)).underWay).toMatchObject([{ requestId: waiting.id, mayGoOn: true }]);
});

test('each request is listed once, under way or ended', async () => {
  const kit = await remediationKit();
  const over = await approved(kit);
  await kit.run();
  const newer = await approved(kit, another(kit, 'x'));
  const { underWay = [], ended = [] } = await status(kit);
  expect([...underWay, ...ended].map(({ requestId }) => requestId)).toEqual([newer.id, over.id]);
});
