import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import { renderMessage } from '../../../../src/slack/render.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import type { FakeGlue } from '../../../support/fakes/fake-glue.ts';
import { bookmarkOf, notify, orderBack, runNow, watch } from '../../../support/remediation/afterwards.ts';
import { plannedOf } from '../../../support/remediation/planned.ts';
import { stepNames } from '../../../support/remediation/plans.ts';
import {
  approved,
  job,
  newName,
  policy,
  type RemediationKit,
  remediationKit,
  smallGlue,
  trigger,
} from '../../../support/remediation/remediation.ts';

const both = `"std" and "${newName}"`;

function named({ glue }: RemediationKit): Record<string, unknown> {
  const jobs = [...glue.things.job.keys()].map((name) => [name, glue.now('job', name)?.SecurityConfiguration] as const);
  return { ...Object.fromEntries(jobs), nightly: actions(glue) };
}

function actions(glue: FakeGlue): unknown {
  const { Actions } = glue.now('trigger', 'nightly') ?? {};
  return (Array.isArray(Actions) ? Actions : []).map((action) => Object(action).SecurityConfiguration);
}

/** AWS takes no update of the trigger (hashicorp/terraform-provider-aws, issue 39571). */
function refuseTrigger({ glue }: RemediationKit): void {
  glue.around = ({ operation }, phase) => {
    if (operation === 'UpdateTrigger' && phase === 'before')
      throw new CloudError(operation, 'InvalidInputException', 'Job cannot be a Predicate and Action');
  };
}

async function headline(kit: RemediationKit, requestId: string): Promise<string | undefined> {
  return (await readProgress({ ...kit, enabled: true }, requestId))?.message.headline;
}

async function forward(kit: RemediationKit, requestId: string) {
  const [execution] = await kit.store.remediation.executions(requestId);
  return {
    state: execution?.state,
    canary: execution?.canary,
    steps: Object.fromEntries((execution?.outcomes ?? []).map(({ stepId, state }) => [stepId, state])),
  };
}

describe('a job and the trigger that overrides its configuration', () => {
  test('are switched one right after the other, and the canary waits for a run that the trigger starts', async () => {
    const kit = await remediationKit();
    for (const name of ['a', 'b', 'c']) bookmarkOf(kit, name, 7);
    const plan = plannedOf(kit.glue, { canary: true });
    expect(stepNames(plan.plan)).toEqual([`create ${newName}`, 'job a', 'trigger nightly', 'job b', 'job c']);
    const request = await approved(kit, plan);
    await kit.run();
    expect(named(kit)).toEqual({ a: newName, b: 'std', c: 'std', nightly: [newName, undefined] });
    kit.clock.time += 24 * 3_600_000;
    // What the trigger names is what its runs are started with.
    const [configuration] = actions(kit.glue) as string[];
    runNow(kit, 'a', { ...(configuration !== undefined && { configuration }) });
    bookmarkOf(kit, 'a', 8);
    await watch(kit);
    await kit.run();
    expect(await forward(kit, request.id)).toMatchObject({ state: 'ended', canary: 'passed' });
    expect(named(kit)).toMatchObject({ a: newName, b: newName, c: newName });
  });

  test('a run that was started with the old configuration meanwhile says nothing', async () => {
    const kit = await remediationKit();
    bookmarkOf(kit, 'a', 7);
    const request = await approved(kit, plannedOf(kit.glue, { canary: true }));
    await kit.run();
    runNow(kit, 'a', { configuration: 'std', state: 'FAILED' });
    await watch(kit);
    expect(await forward(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
  });

  test('a trigger that AWS does not update is told with what its runs do now, and the way out', async () => {
    const kit = await remediationKit();
    refuseTrigger(kit);
    await approved(kit, plannedOf(kit.glue));
    await kit.run();
    const outcome = (await notify(kit))
      .map(({ message }) => message)
      .find(({ kind }) => kind === 'remediation-outcome');
    if (outcome?.kind !== 'remediation-outcome') throw new Error('no outcome');
    const why = outcome.trouble.find(({ name }) => name === 'nightly')?.why;
    expect(why).toContain(`left as it was; the runs of a alternate now between ${both}`);
    expect(outcome.next.join(' ')).toContain('switch trigger nightly by hand, or roll back');
  });

  test('a canary of which a part could not be switched asks at once, and no good run of it lets the others go', async () => {
    const kit = await remediationKit();
    bookmarkOf(kit, 'a', 7);
    refuseTrigger(kit);
    const request = await approved(kit, plannedOf(kit.glue, { canary: true }));
    await kit.run();
    const told = (await notify(kit)).filter(({ message }) => message.kind === 'first-runs');
    expect(told.map(({ channel }) => channel).sort()).toEqual(['CAPPROVALS']);
    expect(told[0]?.message).toMatchObject({
      event: 'canary',
      doubtful: [
        {
          job: 'a',
          reason: 'alternates',
          canary: true,
          alternates: { from: 'std', to: newName, left: ['trigger nightly'] },
        },
      ],
    });
    runNow(kit, 'a');
    bookmarkOf(kit, 'a', 8);
    await watch(kit);
    await kit.run();
    expect(await forward(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
    expect(named(kit)).toMatchObject({ a: newName, b: 'std', c: 'std' });
    expect(await headline(kit, request.id)).toBe(
      `Canary job "a": its runs alternate now between ${both}. The other jobs wait for a decision.`,
    );
  });

  test('a canary that was left as it was, because its trigger changed, is not waited for in words', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, plannedOf(kit.glue, { canary: true }));
    kit.glue.put('trigger', 'nightly', trigger('nightly', { Schedule: 'cron(5 1 * * ? *)' }));
    await kit.run();
    expect(await forward(kit, request.id)).toMatchObject({
      state: 'waiting-for-canary',
      steps: { s2: 'skipped', s3: 'drifted' },
    });
    expect(await headline(kit, request.id)).toBe(
      'Canary job "a": it was not switched, so its next run proves nothing. The other jobs wait for a decision.',
    );
  });

  test.each([
    [
      'the trigger',
      (glue: FakeGlue) => glue.put('trigger', 'nightly', trigger('nightly', { Schedule: 'cron(5 1 * * ? *)' })),
    ],
    ['the job', (glue: FakeGlue) => glue.put('job', 'a', job('a', { Timeout: 61 }))],
  ])('%s that was changed meanwhile keeps both as they are, and the others go on', async (_, change) => {
    const kit = await remediationKit();
    const request = await approved(kit, plannedOf(kit.glue));
    change(kit.glue);
    await kit.run();
    expect(named(kit)).toEqual({ a: 'std', b: newName, c: newName, nightly: ['std', undefined] });
    const { steps } = await forward(kit, request.id);
    expect([steps.s2, steps.s3].sort()).toEqual(['drifted', 'skipped']);
    const words = JSON.stringify(await notify(kit));
    expect(words).toContain('switched only together with');
    expect(words).not.toContain('alternate now');
  });

  test('a pause between them is told with what runs do meanwhile, and so is an approval that lapses in it', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, plannedOf(kit.glue));
    kit.glue.around = async ({ operation }, phase) => {
      if (operation === 'UpdateJob' && phase === 'after') await kit.store.remediation.setPaused({ by: 'U', at: 1 });
    };
    await kit.run();
    kit.glue.around = () => {};
    expect(named(kit)).toMatchObject({ a: newName, nightly: ['std', undefined] });
    const alternates =
      "Runs of a alternate between two configurations, and may be unable to read each other's bookmarks";
    const next = async () => (await readProgress({ ...kit, enabled: true }, request.id))?.message.next.join(' ');
    expect(await next()).toContain(`${alternates}, until it goes on.`);
    await kit.store.remediation.setPaused(null);
    kit.approvals = () => ({ ...policy, required: 2 });
    await notify(kit);
    await kit.run();
    const way = `${alternates}: before the next run, switch trigger nightly by hand, or roll back.`;
    expect(await next()).toContain(way);
    const [told] = await notify(kit);
    expect(told?.message).toMatchObject({ kind: 'remediation-outcome', next: [expect.any(String), way] });
  });

  test('a roll back has them next to each other too, in the reverse order', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, plannedOf(kit.glue));
    await kit.run();
    kit.glue.effects.length = 0;
    await orderBack(kit, request.id, { understood: true });
    await kit.run();
    expect(kit.glue.effects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'job c',
      'job b',
      'trigger nightly',
      'job a',
      `configuration ${newName}`,
    ]);
    expect(named(kit)).toEqual({ a: 'std', b: 'std', c: 'std', nightly: ['std', undefined] });
  });

  test('a roll back of one of them alone is told as such', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, plannedOf(kit.glue));
    await kit.run();
    refuseTrigger(kit);
    await orderBack(kit, request.id, { understood: true });
    await kit.run();
    const words = JSON.stringify(await notify(kit));
    expect(words).toContain(`the runs of a alternate now between ${both.replaceAll('"', '\\"')}`);
    expect(words).toContain('press Roll back again, or give them one configuration by hand');
  });
});

describe('a trigger that starts several jobs', () => {
  const shared = () => {
    const glue = smallGlue(['a', 'b', 'c']);
    const Actions = ['a', 'b'].map((JobName) => ({ JobName, SecurityConfiguration: 'std' }));
    glue.put('trigger', 'nightly', trigger('nightly', { Actions }));
    return glue;
  };

  test('makes them one group, and another job is the canary', async () => {
    const { plan } = plannedOf(shared(), { canary: true });
    expect(stepNames(plan)).toEqual([`create ${newName}`, 'job c', 'job a', 'job b', 'trigger nightly']);
    expect(plan.steps[1]).toMatchObject({ canary: true });
  });

  test('a failed run of what was switched with the canary stops the others as well', async () => {
    const glue = shared();
    // The job that is by itself only reads its bookmark: one of the group goes first.
    glue.put('job', 'c', job('c', { DefaultArguments: { '--job-bookmark-option': 'job-bookmark-pause' } }));
    const kit = await remediationKit(glue);
    for (const name of ['a', 'b', 'c']) bookmarkOf(kit, name, 7);
    const request = await approved(kit, plannedOf(glue, { canary: true }));
    await kit.run();
    expect(named(kit)).toEqual({ a: newName, b: newName, c: 'std', nightly: [newName, newName] });
    runNow(kit, 'b', { state: 'FAILED' });
    await watch(kit);
    runNow(kit, 'a');
    bookmarkOf(kit, 'a', 8);
    kit.clock.time += 60_000;
    await watch(kit);
    await kit.run();
    expect(await forward(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
    const told = (await notify(kit)).flatMap(({ message }) => (message.kind === 'first-runs' ? [message] : []));
    expect(told[0]).toMatchObject({ event: 'canary', doubtful: [{ job: 'b', reason: 'failed', canary: false }] });
    expect(told[0] && renderMessage(told[0]).text).toContain(
      'The first run of a job that was switched with the canary job failed, and the other jobs wait for you',
    );
    expect(await headline(kit, request.id)).toBe(
      'Job "b": its run jr-b ended as FAILED. The other jobs wait for a decision.',
    );
  });
});

describe('a job that only a switched trigger starts with the new configuration', () => {
  async function started() {
    const glue = smallGlue(['a']);
    glue.put('configuration', 'good', { Name: 'good', EncryptionConfiguration: {} });
    glue.put('job', 'other', job('other', { SecurityConfiguration: 'elsewhere' }));
    const Actions = [{ JobName: 'other', SecurityConfiguration: 'std' }];
    glue.put('trigger', 'nightly', trigger('nightly', { Actions }));
    const kit = await remediationKit(glue);
    bookmarkOf(kit, 'other', 3);
    const request = await approved(kit, plannedOf(glue));
    await kit.run();
    return {
      kit,
      request,
      row: async () => (await kit.store.remediation.switches(request.id)).find((each) => each.job === 'other'),
    };
  }

  test('is watched like one that was switched, and is no job that must name it', async () => {
    const { kit, row } = await started();
    expect(await row()).toMatchObject({
      trigger: 'nightly',
      from: 'std',
      to: newName,
      state: 'watching',
      canary: false,
    });
    runNow(kit, 'other', { configuration: newName });
    bookmarkOf(kit, 'other', 1);
    await watch(kit);
    expect(await row()).toMatchObject({ state: 'doubtful', reason: 'reset' });
    const named = await kit.store.remediation.switchedIn([{ account: '111122223333', region: 'eu-west-1' }]);
    expect(named.map((each) => each.job)).toEqual(['a']);
  });

  test('its watch ends with a roll back of the trigger', async () => {
    const { kit, request, row } = await started();
    await orderBack(kit, request.id, { understood: true });
    await kit.run();
    expect(await row()).toMatchObject({ state: 'unseen', backAt: kit.clock.now() });
  });
});
