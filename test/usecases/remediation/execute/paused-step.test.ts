import { expect, test } from 'vitest';
import { bookmarkOf, runNow, watch } from '../../../support/remediation/afterwards.ts';
import { approved, policy, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

/** A pause right before the first job is switched: its bookmark was recorded, and nothing was sent. */
async function pausedBeforeJob() {
  const kit = await remediationKit();
  for (const name of ['a', 'b', 'c']) bookmarkOf(kit, name, 7);
  const request = await approved(kit);
  kit.glue.around = async ({ operation }, phase) => {
    if (operation === 'GetJobBookmark' && phase === 'after')
      await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() });
  };
  await kit.run();
  kit.glue.around = () => {};
  expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
  const [execution] = await kit.store.remediation.executions(request.id);
  expect(execution).toMatchObject({ state: 'paused' });
  return { kit, request };
}

const switchesOf = async (kit: RemediationKit, id: string) =>
  (await kit.store.remediation.switches(id)).map(({ job, state }) => `${job} ${state}`);

test('what ran during a pause does not count for the first run after it', async () => {
  const { kit, request } = await pausedBeforeJob();
  // Days with the old configuration; then a run with the new one, after which the bookmark is where it was.
  bookmarkOf(kit, 'a', 20);
  kit.clock.time += 5 * 24 * 3_600_000;
  await kit.store.remediation.setPaused(null);
  await kit.run();
  kit.clock.time += 3_600_000;
  runNow(kit, 'a');
  await watch(kit);
  const row = (await kit.store.remediation.switches(request.id)).find(({ job }) => job === 'a');
  expect(row).toMatchObject({ state: 'doubtful', reason: 'unchanged', before: { run: 20 } });
});

test('a job that was never sent is not watched where the approval stops counting during the pause', async () => {
  const { kit, request } = await pausedBeforeJob();
  await kit.store.remediation.setPaused(null);
  kit.approvals = () => ({ ...policy, required: 2 });
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  expect(execution).toMatchObject({ state: 'ended', held: 'approval-lapsed' });
  expect(await switchesOf(kit, request.id)).toEqual([]);
});
