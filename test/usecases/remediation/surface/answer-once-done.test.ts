import { expect, test } from 'vitest';
import { createRemediationActions } from '../../../../src/usecases/remediation/surface/remediation-actions.ts';
import { whileBusy } from '../../../../src/usecases/while-busy.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { approver } from '../../../support/remediation/afterwards.ts';
import { askingDependencies } from '../../../support/remediation/asking.ts';
import { remediationKit } from '../../../support/remediation/remediation.ts';

test('an approval that stands is not given again because a read after it was refused', async () => {
  const kit = await remediationKit();
  const { id: requestId } = await kit.ask();
  let reads = 0;
  const paused = async () => {
    reads += 1;
    if (reads === 1) throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
    return kit.store.remediation.paused();
  };
  const store = { ...kit.store, remediation: { ...kit.store.remediation, paused } };
  const actions = createRemediationActions({ ...askingDependencies(kit, fakes()), store });
  const answer = await whileBusy(() => actions.decide(approver, { requestId, decision: 'approve' }));
  expect(answer.problem).toBeUndefined();
  expect(answer.request?.state).toBe('approved');
  expect(await kit.store.remediation.decisions(requestId)).toHaveLength(1);
});
