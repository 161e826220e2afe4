import { expect, test } from 'vitest';
import { approved, outcomesOf, remediationKit } from '../support/remediation.ts';

test('a plan is carried out: everything repointed, everything else as it was', async () => {
  const kit = await remediationKit();
  const before = kit.glue.now('job', 'a');
  const request = await approved(kit);
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toEqual({
    s1: 'done',
    s2: 'done',
    s3: 'done',
    s4: 'done',
    s5: 'done',
    s6: 'done',
  });
  expect({ ...kit.glue.now('job', 'a'), LastModifiedOn: before?.LastModifiedOn }).toEqual({
    ...before,
    SecurityConfiguration: 'std-encrypted-bookmarks',
  });
  expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
});
