import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DecisionInput } from '../../../src/usecases/remediation/request/decide-request.ts';
import { hasPostgres, migratedUrl } from '../../support/postgres/databases.ts';
import { planOf, policy, remediationKit, smallGlue } from '../../support/remediation/remediation.ts';
import { openAt } from '../harness.ts';

const tries = 20;
const newId = () => randomUUID();

/** What each hears of two who decide at once, at two processes, in the order of the words; and what stays. */
async function heard(required: 1 | 2, second: Partial<DecisionInput>): Promise<readonly unknown[]> {
  const url = await migratedUrl();
  const kit = await remediationKit(smallGlue(), url);
  kit.approvals = () => ({ ...policy, required });
  const other = await openAt(url);
  await other.ping();
  const each: unknown[] = [];
  for (let n = 0; n < tries; n += 1) {
    const finding = { kind: 'configuration', name: `std ${n}` } as const;
    const { id: requestId } = await kit.ask(planOf(kit.glue, { id: `plan ${n}`, finding }));
    const decided = await Promise.allSettled([
      kit.decide({ requestId, by: 'UAPPROVER' }, { newId }),
      kit.decide({ requestId, by: 'USECOND', ...second }, { newId, store: other }),
    ]);
    const words = decided.map((result) => {
      if (result.status === 'rejected') return `an error: ${result.reason}`;
      return 'state' in result.value ? result.value.state : result.value.refused;
    });
    const state = (await other.remediation.request(requestId))?.state ?? '';
    const executions = (await other.remediation.executions(requestId)).length;
    each.push([
      ...words.toSorted(),
      words.includes(state) ? 'as said' : state,
      executions === (state === 'approved' ? 1 : 0),
    ]);
  }
  return each;
}

describe.skipIf(!hasPostgres)('two people who decide at once, at two processes on one PostgreSQL', () => {
  test('two of two: one hears that the other one is missing, one that it is approved', async () => {
    for (const round of await heard(2, {})) expect(round).toEqual(['approved', 'open', 'as said', true]);
  });

  test('one approves and one rejects: the later one hears that it is decided', async () => {
    for (const round of await heard(1, { decision: 'reject', reason: 'no' }))
      expect([
        ['approved', 'not-open', 'as said', true],
        ['not-open', 'rejected', 'as said', true],
      ]).toContainEqual(round);
  });
});
