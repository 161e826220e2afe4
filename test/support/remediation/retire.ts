import type { JsonObject } from '../../../src/domain/json.ts';
import { retireChoice } from '../../../src/domain/plan/retire-plan.ts';
import type { PlanToRequest } from '../../../src/usecases/remediation/request/open-request.ts';
import { rollBack } from '../../../src/usecases/remediation/rollback/roll-back.ts';
import { FakeGlue } from '../fakes/fake-glue.ts';
import type { RemediationKit } from './remediation.ts';
import { account, job, newName, planOf } from './remediation-samples.ts';

export const oldEncryption: JsonObject = {
  S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
  CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/2' },
  JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' },
};

export const old: JsonObject = { Name: 'std', EncryptionConfiguration: oldEncryption };

/** An old configuration that nothing uses any more, beside the one that is used instead. */
export function retiredGlue(): FakeGlue {
  const glue = new FakeGlue();
  glue.put('configuration', 'std', old);
  glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: {} });
  glue.put('job', 'a', job('a', { SecurityConfiguration: newName }));
  return glue;
}

/** The plan that deletes it. */
export function retirePlan(glue: FakeGlue): PlanToRequest {
  const { plan } = planOf(glue, {
    choice: retireChoice,
    configuration: { name: 'std', before: { name: 'std', encryption: oldEncryption }, reused: false },
    steps: [{ id: 's1', type: 'delete-configuration', name: 'std', encryption: oldEncryption }],
  });
  return { plan, definitions: new Map([['s1', old]]) };
}

/** An approver's order to roll a request back. */
export function orderBack(kit: RemediationKit, requestId: string): ReturnType<typeof rollBack> {
  const { approvals, glue } = kit;
  return rollBack(
    { ...kit, approvals, enabled: true, onQueued: () => {}, remediation: glue, account: () => account },
    { actor: { user: 'UAPPROVER', channel: 'C' }, requestId, understood: false },
  );
}
