import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { Step } from '../../../../src/domain/plan/plan.ts';
import { watchedJobs } from '../../../../src/domain/steps/step-groups.ts';
import { ExecutionStop } from '../../../../src/usecases/remediation/execute/execution-stop.ts';
import { openSwitch } from '../../../../src/usecases/remediation/execute/open-switch.ts';
import { bookmarkOf } from '../../../support/remediation/afterwards.ts';
import { planOf, remediationKit } from '../../../support/remediation/remediation.ts';
import { fakeContext } from '../../../support/remediation/step-context.ts';

type JobStep = Extract<Step, { readonly type: 'repoint-job' }>;

const id = { planId: 'plan-1', stepId: 's2' };

async function setUp(changes: Partial<JobStep> = {}) {
  const kit = await remediationKit();
  const { plan } = planOf(kit.glue);
  const request = await kit.ask();
  const found = plan.steps.find((each): each is JobStep => each.type === 'repoint-job');
  if (found === undefined) throw new Error('no job');
  const step: JobStep = { ...found, ...changes };
  const { context, seen } = fakeContext(kit.glue);
  const [watched] = watchedJobs([step], step);
  if (watched === undefined) throw new Error('nothing to watch');
  const open = (execution = 'e1') =>
    openSwitch(kit, { work: { plan, request }, execution: { id: execution }, watched, context });
  const jobSwitch = () => kit.store.remediation.jobSwitch(id);
  const reads = () => kit.glue.calls.filter(({ operation }) => operation === 'GetJobBookmark').length;
  /** What the next reads of the bookmark meet. */
  const failWith = (...codes: readonly string[]) => {
    const left = [...codes];
    kit.glue.around = ({ operation }, phase) => {
      const code = operation === 'GetJobBookmark' && phase === 'before' ? left.shift() : undefined;
      if (code !== undefined) throw new CloudError(operation, code, 'S3CR3T');
    };
  };
  return { kit, request, step, seen, open, jobSwitch, reads, failWith };
}

test('records everything that the watch over its first run needs, with the bookmark as it is before the change', async () => {
  const { kit, request, open, jobSwitch } = await setUp({ canary: true, bookmarks: 'job-bookmark-pause' });
  bookmarkOf(kit, 'a', 7);
  await open();
  expect(await jobSwitch()).toEqual({
    ...id,
    requestId: request.id,
    rule: 'Glue-005',
    executionId: 'e1',
    account: '111122223333',
    region: 'eu-west-1',
    job: 'a',
    from: 'std',
    to: 'std-encrypted-bookmarks',
    canary: true,
    streaming: false,
    bookmarks: 'job-bookmark-pause',
    before: { version: 7, run: 7, attempt: 0, runId: 'run-7', digest: 'content 7' },
    openedAt: kit.clock.now(),
    state: 'moving',
  });
});

test('once: after a restart the bookmark is not read again, for the change may have been made', async () => {
  const { kit, open, jobSwitch, reads } = await setUp();
  bookmarkOf(kit, 'a', 7);
  await open();
  const first = await jobSwitch();
  bookmarkOf(kit, 'a', 8);
  kit.clock.time += 60_000;
  await open('e2');
  expect(await jobSwitch()).toEqual(first);
  expect(reads()).toBe(1);
});

test('a way back, which takes a configuration off, records nothing', async () => {
  const { open, jobSwitch, reads } = await setUp({ to: null });
  await open();
  expect([await jobSwitch(), reads()]).toEqual([undefined, 0]);
});

test.each<[string, Partial<JobStep>]>([
  ['streams', { streaming: true }],
  ['has bookmarks off', { bookmarks: 'job-bookmark-disable' }],
])('a job that %s has no bookmark to read', async (_, changes) => {
  const { kit, open, jobSwitch, reads } = await setUp(changes);
  bookmarkOf(kit, 'a', 7);
  await open();
  expect(await jobSwitch()).toMatchObject({ before: { none: true } });
  expect(reads()).toBe(0);
});

describe('a bookmark that cannot be read', () => {
  test('stops nothing and is recorded as that, not as none', async () => {
    const { open, jobSwitch, failWith, reads } = await setUp();
    failWith('AccessDeniedException');
    await open();
    expect((await jobSwitch())?.before).toEqual({ error: 'AccessDeniedException' });
    expect(reads()).toBe(1);
  });

  test('because the credentials have ended is read with new ones', async () => {
    const { kit, open, jobSwitch, seen, failWith } = await setUp();
    bookmarkOf(kit, 'a', 7);
    failWith('ExpiredTokenException');
    await open();
    expect((await jobSwitch())?.before).toMatchObject({ version: 7 });
    expect(seen).toMatchObject({ forgotten: 1, sessions: 2 });
  });

  test.each(['ThrottlingException', 'InternalServiceException', 'TimeoutError'])(
    'this time (%s) is read again, a few times and with pauses',
    async (code) => {
      const { kit, open, jobSwitch, seen, failWith } = await setUp();
      bookmarkOf(kit, 'a', 7);
      failWith(code);
      await open();
      expect((await jobSwitch())?.before).toMatchObject({ version: 7 });
      expect(seen.slept).toHaveLength(1);
    },
  );

  test('at all is given up', async () => {
    const { open, jobSwitch, failWith, reads } = await setUp();
    failWith(...Array.from({ length: 50 }, () => 'ThrottlingException'));
    await open();
    expect((await jobSwitch())?.before).toEqual({ error: 'ThrottlingException' });
    expect(reads()).toBeLessThan(6);
  });

  test('because somebody else holds the execution by now stops it, and nothing is recorded', async () => {
    const { kit, open, jobSwitch } = await setUp();
    kit.glue.around = ({ operation }) => {
      if (operation === 'GetJobBookmark') throw new ExecutionStop('lost');
    };
    await expect(open()).rejects.toMatchObject({ reason: 'lost' });
    expect(await jobSwitch()).toBeUndefined();
  });
});
