import { describe, expect, test } from 'vitest';
import { createRefreshDigests } from '../../../src/usecases/bot/refresh-digests.ts';
import type { DigestMessage } from '../../../src/usecases/messages/audit-messages.ts';
import { databases, urlOf } from '../../store/harness.ts';
import { acting, row } from '../../support/remediation/acting.ts';
import { remediationKit } from '../../support/remediation/remediation.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const quiet: DigestMessage = digestSamples['digest-quiet'];
const nina = { user: 'UNINA', channel: 'CTEAM' };
const amir = { user: 'UAMIR', channel: 'CTEAM' };

/** A posted digest that names the finding, over a real database; Nina accepts its risk and Amir asks to remediate it. */
async function begin(database: (typeof databases)[number]) {
  const kit = await remediationKit(undefined, await urlOf(database));
  const { store, clock } = kit;
  // A database server goes by its own clock, which must not be past the end of what is accepted.
  clock.time = Date.UTC(2099, 0, 1);
  await store.findings.insert([row]);
  const digest: DigestMessage = {
    ...quiet,
    fresh: { ...quiet.fresh, named: [row] },
  };
  await store.outbox.add([{ id: 'digest', channel: 'CDIGEST', message: digest, createdAt: clock.now() }]);
  await store.outbox.sent('digest', 'CDIGEST', '1.0', clock.now());
  await store.digests.name([{ id: 'digest', named: new Map([[row.id, row.exposure]]) }], clock.now());
  const { accept, ask, until } = acting(kit);
  return {
    kit,
    until,
    accept: () => accept(nina),
    ask: () => ask(amir),
    /** Who reads in which words of the acceptance, beside the answer to whoever accepted. */
    async notices() {
      const rows = await store.outbox.claimDue(clock.now() + 1, clock.now() + 2, 'p', 100);
      return rows.flatMap(({ channel, message }) => (message.kind === 'exception-notice' ? [[channel, message]] : []));
    },
    async digestRow() {
      await createRefreshDigests(kit)();
      const shown = (await store.outbox.get('digest'))?.message;
      return shown?.kind === 'digest' ? shown.became?.[row.id] : undefined;
    },
    async trail() {
      const [risk] = await store.exceptions.inState(['accepted']);
      const [request] = await store.remediation.openRequests();
      const of = async (id: string | undefined) =>
        (await store.remediation.auditTrail(id ?? '')).map(({ action }) => action);
      return [await of(risk?.id), await of(request?.id)];
    },
  };
}

describe.each(databases)('two people about one finding, on %s', (database) => {
  test('accepted, then asked for: the requester hears of it, and the request holds', async () => {
    const { accept, ask, until, trail, digestRow, notices } = await begin(database);
    expect(await accept()).toMatchObject({ event: 'accepted' });
    expect(await digestRow()).toMatchObject({ is: 'accepted', day: until });
    expect(await ask()).toMatchObject({ kind: 'plan-details', request: { acceptedUntil: until } });
    expect(await digestRow()).toMatchObject({ is: 'requested', by: amir.user });
    expect(await trail()).toEqual([['exception.accepted'], ['request.opened']]);
    expect(await notices()).toEqual([]);
  });

  test('asked for, then accepted: who accepts hears of the request, and the requester of the acceptance', async () => {
    const { accept, ask, trail, digestRow, notices } = await begin(database);
    expect(await ask()).toMatchObject({ kind: 'plan-details', request: { opened: true } });
    expect(await accept()).toMatchObject({ event: 'accepted', remediation: true });
    expect(await digestRow()).toMatchObject({ is: 'requested', by: amir.user });
    expect(await trail()).toEqual([['exception.accepted'], ['request.opened']]);
    expect(await notices()).toMatchObject([[amir.user, { event: 'accepted', remediation: true }]]);
  });

  test('both at once: both hold, and whoever was second hears of the first', async () => {
    const { accept, ask, trail, digestRow, notices } = await begin(database);
    const [accepted, asked] = await Promise.all([accept(), ask()]);
    expect(accepted).toMatchObject({ event: 'accepted' });
    expect(asked).toMatchObject({ kind: 'plan-details', request: { opened: true } });
    const told = await notices();
    const secondAccepted = 'remediation' in accepted && told.length === 1;
    const secondAsked = 'request' in asked && 'acceptedUntil' in Object(asked.request) && told.length === 0;
    expect([secondAccepted, secondAsked].filter(Boolean)).toHaveLength(1);
    expect(await digestRow()).toMatchObject({ is: 'requested', by: amir.user });
    expect(await trail()).toEqual([['exception.accepted'], ['request.opened']]);
  });

  test('two accept at once: one accepted risk, and the second is told', async () => {
    const { kit, accept } = await begin(database);
    const answers = await Promise.all([accept(), acting(kit).accept(amir)]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['exception-notice', 'problem']);
    expect(await kit.store.exceptions.inState(['accepted'])).toHaveLength(1);
    expect(await kit.store.findings.counts({})).toMatchObject({ accepted: 1, exposed: 0 });
  });

  test('two ask at once: one request, and the second is led to it', async () => {
    const { kit, ask } = await begin(database);
    const answers = await Promise.all([ask(), acting(kit).ask(nina)]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['plan-details', 'taken-finding']);
    expect(answers.find(({ kind }) => kind === 'taken-finding')).toMatchObject({ request: { isOpen: true } });
    expect(await kit.store.remediation.openRequests()).toHaveLength(1);
  });
});
