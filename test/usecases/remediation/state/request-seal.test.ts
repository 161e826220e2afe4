import { describe, expect, test } from 'vitest';
import { isIntact } from '../../../../src/usecases/remediation/state/request-seal.ts';
import { databases, urlOf } from '../../../store/harness.ts';
import { planOf, type RemediationKit, remediationKit, smallGlue } from '../../../support/remediation/remediation.ts';

/** What a database cannot hold, each beside something that it can. */
const odd = 'a\0b \ud83d c \ude00 d 😀 \u202e';
const held = 'a\ufffdb \ufffd c \ufffd d 😀 \u202e';

async function isAsWritten({ store, vault }: RemediationKit, id: string): Promise<boolean> {
  const request = await store.remediation.request(id);
  return request !== undefined && isIntact(vault, request, await store.remediation.decisions(id));
}

describe.each(databases)('what a person or AWS names oddly is not taken for tampered with (%s)', (database) => {
  test('the reason of a request and of a decision, and the names in a plan', async () => {
    const kit = await remediationKit(smallGlue(), await urlOf(database));
    const plan = planOf(kit.glue, { finding: { kind: 'configuration', name: odd } });
    const request = await kit.ask(plan, 'UASKER', odd);
    expect(await isAsWritten(kit, request.id)).toBe(true);
    const read = await kit.store.remediation.request(request.id);
    expect(read).toMatchObject({ reason: held, plans: [{ plan: { finding: { name: odd } } }] });
    expect(request.reason).toBe(held);

    expect(await kit.decide({ requestId: request.id, decision: 'reject', reason: odd })).toMatchObject({
      state: 'rejected',
      decisions: [{ reason: held }],
    });
    expect(await isAsWritten(kit, request.id)).toBe(true);
  });
});
