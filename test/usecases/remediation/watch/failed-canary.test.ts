import { expect, test } from 'vitest';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { readRemediationStatus } from '../../../../src/usecases/remediation/request/remediation-status.ts';
import { goOnWithoutCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  notify,
  runNow,
  watch,
} from '../../../support/remediation/afterwards.ts';
import { approved, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

const error = 'AccessDeniedException: User is not authorized to perform: kms:Decrypt';

async function failedCanary(run: Parameters<typeof runNow>[2]) {
  const kit = await remediationKit();
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  await notify(kit);
  kit.clock.time += 60_000;
  runNow(kit, 'a', run);
  await watch(kit);
  return { kit, request };
}

const progress = async (kit: RemediationKit, id: string) =>
  (await readProgress({ ...kit, enabled: true }, id))?.message;

test('a failed canary is named with its run and with what AWS said: message, headline, status and question', async () => {
  const { kit, request } = await failedCanary({ id: 'jr_8', state: 'FAILED', error });
  const headline = `Canary job "a": its run jr_8 ended as FAILED (${error}). The other jobs wait for a decision.`;
  const canaryTrouble = `canary job "a": its run jr_8 ended as FAILED (${error}).`;
  expect(await progress(kit, request.id)).toMatchObject({ headline, canaryTrouble, mayGoOn: true });
  const status = await readRemediationStatus({ ...kit, enabled: true });
  expect(status.underWay).toMatchObject([{ headline, canaryTrouble, mayGoOn: true }]);
  const told = (await notify(kit)).filter(({ message }) => message.kind === 'first-runs');
  expect(told.map(({ channel }) => channel)).toEqual(['CAPPROVALS']);
  expect(told[0]?.message).toMatchObject({ doubtful: [{ job: 'a', runId: 'jr_8', runState: 'FAILED', error }] });
});

test('going on all the same is recorded with the run, and what it said stays in the message', async () => {
  const { kit, request } = await failedCanary({ id: 'jr_8', state: 'TIMEOUT', error });
  await goOnWithoutCanary(afterDependencies(kit), { actor: approver, requestId: request.id });
  const [execution] = await kit.store.remediation.executions(request.id);
  expect((await kit.store.remediation.auditTrail(execution?.id ?? '')).at(-1)).toMatchObject({
    action: 'execution.overruled',
    detail: { job: 'a', canary: 'failed', run: 'jr_8', runState: 'TIMEOUT' },
  });
  await kit.run();
  const message = await progress(kit, request.id);
  expect(message?.state).toBe('done');
  expect(message?.next).toContain(`Canary job "a": its run jr_8 ended as TIMEOUT (${error}).`);
});

test('a run of which AWS said nothing is named all the same, and a doubtful one by what was seen', async () => {
  const failed = await failedCanary({ id: 'jr_8', state: 'ERROR' });
  expect(await progress(failed.kit, failed.request.id)).toMatchObject({
    headline: 'Canary job "a": its run jr_8 ended as ERROR. The other jobs wait for a decision.',
  });
  const doubtful = await failedCanary({ id: 'jr_9', state: 'SUCCEEDED' });
  expect((await progress(doubtful.kit, doubtful.request.id))?.headline).toMatch(
    /^Canary job "a": .*its bookmark did not advance.* The other jobs wait for a decision\.$/,
  );
});
