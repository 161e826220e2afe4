import { beforeEach, expect, test } from 'vitest';
import { auditEntry } from '../../../src/usecases/audit-entry.ts';
import { tellHead } from '../../../src/usecases/evidence/tell-head.ts';
import { kit } from '../../support/fakes/kit.ts';

let base: Awaited<ReturnType<typeof kit>>;
const day = 86_400_000;

beforeEach(async () => {
  base = await kit();
  base.clock.set(20_000 * day + 5_000);
});

const append = () =>
  base.store.remediation.audit(auditEntry(base, { actor: 'U1', action: 'request.opened', subject: 'r1' }));
const tell = (headChannel: string | undefined = 'COPS') =>
  tellHead({ ...base, ...(headChannel !== '' && { headChannel }) });
const told = async () => {
  const rows = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'p', 9);
  for (const { id } of rows) await base.store.outbox.sent(id, 'COPS', '1', base.clock.now());
  return rows.map(({ channel, message }) => ({ channel, message }));
};

test('the head is told once a day in UTC, with what came since', async () => {
  await append();
  expect([await tell(), await tell()]).toEqual([true, false]);
  const first = await base.store.auditLog.head();
  expect(await told()).toEqual([{ channel: 'COPS', message: { kind: 'audit-head', at: base.clock.now(), ...first } }]);
  await append();
  base.clock.set(20_001 * day - 1);
  expect(await tell()).toBe(false);
  base.clock.set(20_001 * day);
  expect(await tell()).toBe(true);
  const [second] = await told();
  expect(second?.message).toMatchObject({ place: 2, since: { place: 1, day: 20_000 * day } });
});

test('with a clock that was put back, without a channel and without an entry nothing is told', async () => {
  expect(await tell()).toBe(false);
  await append();
  expect(await tell('')).toBe(false);
  expect(await tell()).toBe(true);
  base.clock.set(19_999 * day);
  expect(await tell()).toBe(false);
});
