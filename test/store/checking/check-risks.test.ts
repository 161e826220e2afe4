import { describe, expect, test } from 'vitest';
import { exceptionRow, until } from '../exceptions/samples.ts';
import { byHand, openAt, sharedDatabases, urlOf } from '../harness.ts';
import { finding } from '../samples.ts';
import { checkedWith, troubleWith } from './trouble.ts';

const noKey = 'It is not there';

/** A finding under an accepted risk, another that is asked for, and one that replaced another. */
async function sound(database: (typeof sharedDatabases)[number]) {
  const url = await urlOf(database);
  const store = await openAt(url);
  const { exceptions } = store;
  await store.findings.insert([finding('covered', { name: 'orders-etl', exposure: 'latent' })]);
  const decided = { decidedBy: 'U1', decidedAt: 2_000 };
  await exceptions.add(exceptionRow('old', { ...decided, state: 'replaced', closedAt: 2_500, scope: { name: 'x' } }));
  await exceptions.add(exceptionRow('holds', { ...decided, scope: { name: 'orders-*' }, replaces: 'old' }));
  await exceptions.add(exceptionRow('asked', { state: 'asked' }));
  await exceptions.markFindings(3_000);
  const risks = async () => (await troubleWith(url, noKey))['accepted-risks'];
  return { url, store, risks };
}

describe.each(sharedDatabases)('accepted risks and digests of a database (%s)', (database) => {
  test('that agree are in order, and said', async () => {
    const { url, risks } = await sound(database);
    expect(await risks()).toBeUndefined();
    const said = (await checkedWith(url, noKey)).checks.find(({ name }) => name === 'accepted-risks')?.said;
    expect(said).toMatch(/^3 accepted risks against their findings/);
  });

  test.each([
    [`update exceptions set scope_json = '{"names":1}' where id = 'asked'`, /^exceptions asked cannot be read/],
    [
      `update exceptions set decided_at = null where id = 'holds'`,
      /^exceptions holds holds, or held, without a decision/,
    ],
    [`update exceptions set state = 'rejected' where id = 'asked'`, /^exceptions asked was rejected by nobody/],
    [`update exceptions set replaces = 'gone' where id = 'asked'`, /^exceptions asked is to replace a row/],
    [
      `update exceptions set state = 'revoked' where id = 'holds'`,
      /^findings covered is accepted by what does not hold/,
    ],
    [`update findings set accepted_until = accepted_until + 1`, /^findings covered is accepted by what does not hold/],
    [
      `insert into held_digests (id, schedule, channel, message_json, created_at, until)
        values ('h', 'daily', 'C1', '{"kind":"problem"}', 5, 9)`,
      /^held_digests h holds no digest/,
    ],
    [
      `insert into digest_findings (outgoing_id, finding_id, shown, named_at) values ('o', 'f', 'odd', 5)`,
      /^digest_findings o, f is shown in a state/,
    ],
  ])('that were changed by hand are told: %s', async (statement, told) => {
    const { url, risks } = await sound(database);
    await byHand(url, statement);
    expect(await risks()).toEqual([1, expect.stringMatching(told)]);
  });

  test('half of what a finding says of its risk is told', async () => {
    const { url, risks } = await sound(database);
    await byHand(url, `update findings set accepted_json = null`);
    expect(await risks()).toEqual([1, expect.stringMatching(/^findings covered is accepted in part/)]);
  });

  test('an end that passed is wrong once a bot worked long after it, and not where none did', async () => {
    const { url, store, risks } = await sound(database);
    const over = { day: '1970-01-01', timezone: 'UTC', at: 86_400_000 };
    await store.exceptions.add(exceptionRow('over', { decidedAt: 1, until: over, scope: { name: 'y' } }));
    expect(await risks()).toBeUndefined();
    const ranAt = until('2020-01-01').at;
    await byHand(url, `delete from upkeep`);
    await byHand(url, `insert into upkeep (id, ran_at) values ('upkeep', ${ranAt})`);
    expect(await risks()).toEqual([1, 'exceptions over is over and was not ended']);
  });
});
