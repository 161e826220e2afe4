import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { KeyVerdict } from '../../../../src/domain/model.ts';
import type { RemediationOutcomeMessage } from '../../../../src/usecases/messages/afterwards-messages.ts';
import { expectHonest } from '../../../support/remediation/honest.ts';
import {
  approved,
  crawler,
  encryption,
  job,
  newName,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
  trigger,
} from '../../../support/remediation/remediation.ts';

/** What was told at the end, in the thread of the request: in its channel too where something needs a person. */
async function told(kit: RemediationKit): Promise<RemediationOutcomeMessage> {
  const messages: RemediationOutcomeMessage[] = [];
  for (;;) {
    const rows = await kit.store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 10);
    if (rows.length === 0) break;
    for (const { id, message, threadOf, broadcast } of rows) {
      if (message.kind === 'remediation-outcome') {
        messages.push(message);
        expect([threadOf, broadcast]).toEqual([
          `ask-${message.requestId}`,
          message.state === 'done' ? undefined : true,
        ]);
      }
      await kit.store.outbox.sent(id, 'C', '1', 1);
    }
  }
  const [first, ...others] = messages;
  expect(others).toEqual([]);
  if (first === undefined) throw new Error('nothing was told');
  return first;
}

/** Runs an approved plan after `meanwhile` changed things, and checks that the journal is honest about the rest. */
async function carryOut(meanwhile: (kit: RemediationKit) => void, honest = true) {
  const kit = await remediationKit();
  const plan = planOf(kit.glue);
  const request = await approved(kit, plan);
  meanwhile(kit);
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  const outcomes = execution?.outcomes ?? [];
  if (honest) expectHonest(kit.glue, plan.plan.steps, plan.definitions, outcomes);
  const of = (stepId: string) => outcomes.find((outcome) => outcome.stepId === stepId);
  return { kit, of, states: await outcomesOf(kit, request.id), execution };
}

const allDone = { s1: 'done', s2: 'done', s3: 'done', s4: 'done', s5: 'done', s6: 'done' };

test('everything is repointed, and told with the least that observe, act and verify need', async () => {
  const { kit, states, of, execution } = await carryOut(() => {});
  expect(states).toEqual(allDone);
  const calls = kit.glue.calls.map(({ operation, name }) => `${operation} ${name}`);
  const [first, second, ...rest] = calls.filter((call) => call.endsWith(' b'));
  expect([first, second].toSorted()).toEqual(['GetJob b', 'GetJobBookmark b']);
  expect(rest).toEqual(['UpdateJob b', 'GetJob b']);
  expect(of('s2')?.awsRequestIds).toEqual([expect.stringMatching(/^w\d+$/)]);
  const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
  expect(trail.find(({ detail }) => detail.step === 's2')).toMatchObject({
    actor: 'gluewarden',
    action: 'step.done',
    detail: { type: 'repoint-job', name: 'a' },
    awsRequestIds: of('s2')?.awsRequestIds,
  });
  expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
  expect(await kit.store.remediation.rescansAsked()).toEqual([]);
  expect(await told(kit)).toMatchObject({ state: 'done', moved: 5, total: 5, trouble: [], account: '111122223333' });
  expect(JSON.stringify([trail, kit.log.lines])).not.toContain('secret of');
});

describe('what changed since the plan is left alone', () => {
  const cases: readonly [string, string, (kit: RemediationKit) => void, string][] = [
    [
      'a job with another time-out',
      's2',
      ({ glue }) => glue.put('job', 'a', job('a', { Timeout: 61 })),
      'changed: Timeout',
    ],
    [
      'a job with other arguments: their values stay unsaid',
      's2',
      ({ glue }) => glue.put('job', 'a', job('a', { DefaultArguments: { '--x': 'hidden' } })),
      'changed: DefaultArguments',
    ],
    [
      'a job with another graph',
      's2',
      ({ glue }) => glue.put('job', 'a', job('a', { CodeGenConfigurationNodes: {} })),
      'changed: CodeGenConfigurationNodes',
    ],
    [
      'a job on a third configuration',
      's2',
      ({ glue }) => glue.put('job', 'a', job('a', { SecurityConfiguration: 'other' })),
      'changed: SecurityConfiguration',
    ],
    [
      'a job whose name was used again',
      's2',
      ({ glue }) => glue.put('job', 'a', job('a', { CreatedOn: 1 })),
      'changed: CreatedOn',
    ],
    ['a job that is gone', 's2', ({ glue }) => glue.things.job.delete('a'), 'gone'],
    [
      'a trigger that was switched off',
      's5',
      ({ glue }) => glue.put('trigger', 'nightly', trigger('nightly', { State: 'DEACTIVATED' })),
      'changed: State',
    ],
    [
      'a trigger with another action',
      's5',
      ({ glue }) => glue.put('trigger', 'nightly', trigger('nightly', { Actions: [{ JobName: 'z' }] })),
      'changed: Actions',
    ],
    ['a trigger that is gone', 's5', ({ glue }) => glue.things.trigger.delete('nightly'), 'gone'],
    [
      'a crawler with another role',
      's6',
      ({ glue }) => glue.put('crawler', 'lake', crawler('lake', { Role: 'other' })),
      'changed: Role',
    ],
  ];
  test.each(cases)('%s', async (_what, step, meanwhile, reason) => {
    const kept: { definition?: JsonObject | undefined } = {};
    const { kit, of, states } = await carryOut((made) => {
      meanwhile(made);
      kept.definition = made.glue.now('job', 'a');
    }, false);
    expect(of(step)).toEqual({ stepId: step, state: 'drifted', reason, awsRequestIds: [] });
    expect(Object.values({ ...states, [step]: 'done' })).toEqual(Object.values(allDone));
    if (step === 's2') expect(kit.glue.now('job', 'a')).toEqual(kept.definition);
    expect(kit.glue.effects.length).toBe(5);
    expect(await told(kit)).toMatchObject({
      state: 'partly-done',
      moved: 4,
      next: [
        'Ask for a fresh plan for what was changed in the meantime.',
        '"std" stays noncompliant: 1 resource may still use it. Retire it when nothing does.',
      ],
    });
  });

  test('what the service itself keeps is no change', async () => {
    const { states } = await carryOut(({ glue }) => {
      glue.put('job', 'a', job('a', { LastModifiedOn: 9, AllocatedCapacity: 4 }));
      glue.put('crawler', 'lake', crawler('lake', { LastUpdated: 9, Version: 4, LastCrawl: { Status: 'SUCCEEDED' } }));
    }, false);
    expect(states).toEqual(allDone);
  });

  test('what is as it should be already is not sent again', async () => {
    const { kit, states } = await carryOut(({ glue }) => {
      glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: encryption });
      glue.put('job', 'a', job('a', { SecurityConfiguration: newName }));
    });
    expect(states).toEqual({ ...allDone, s1: 'already', s2: 'already' });
    expect(kit.glue.calls.filter(({ write }) => write).map(({ name }) => name)).toEqual(['b', 'c', 'nightly', 'lake']);
    expect(await told(kit)).toMatchObject({ state: 'done' });
  });
});

test('a configuration of that name with other settings: nothing is changed', async () => {
  const { kit, states, of } = await carryOut(({ glue }) => {
    glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: {} });
  });
  expect(states).toEqual({ s1: 'failed' });
  expect(of('s1')?.reason).toBe('name-taken');
  expect(kit.glue.effects).toEqual([]);
  expect(await told(kit)).toMatchObject({ state: 'failed', moved: 0, troubleTotal: 6 });
});

test.each([
  ['gone', (kit: RemediationKit) => void kit.glue.things.configuration.delete(newName), 'configuration-gone'],
  [
    'another one of that name',
    (kit: RemediationKit) =>
      kit.glue.put('configuration', newName, {
        Name: newName,
        EncryptionConfiguration: { ...encryption, S3Encryption: [] },
      }),
    'configuration-changed',
  ],
])('an existing configuration that is %s now: nothing is pointed to it', async (_what, meanwhile, reason) => {
  const kit = await remediationKit();
  kit.glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: encryption });
  const made = planOf(kit.glue, { configuration: { name: newName, after: encryption, reused: true } });
  const plan = { ...made, plan: { ...made.plan, steps: made.plan.steps.filter(({ id }) => id !== 's1') } };
  const request = await approved(kit, plan);
  meanwhile(kit);
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  expect(new Set(execution?.outcomes.map((outcome) => `${outcome.state} ${outcome.reason}`))).toEqual(
    new Set([`failed ${reason}`]),
  );
  expect(kit.glue.writes).toBe(0);
});

test.each<[string, KeyVerdict, string | undefined]>([
  ['disabled since the approval', { state: 'unusable', reason: 'key-disabled' }, 'key-unusable: key-disabled'],
  ['that cannot be scanned', { state: 'not-checked', error: 'AccessDeniedException' }, undefined],
])('a key %s: nothing is pointed to it, unless nothing is known', async (_what, verdict, reason) => {
  const kit = await remediationKit();
  const request = await approved(kit);
  const asked: string[] = [];
  await kit.run('p1', {
    keyVerdict: async ({ account, region }, key) => {
      asked.push(`${account} ${region} ${key}`);
      return verdict;
    },
  });
  expect(asked).toEqual(['111122223333 eu-west-1 arn:aws:kms:eu-west-1:111122223333:key/1']);
  const moved = kit.glue.effects.map(({ name }) => name);
  expect(moved).toEqual(reason === undefined ? [newName, 'a', 'b', 'c', 'nightly', 'lake'] : [newName]);
  const [execution] = await kit.store.remediation.executions(request.id);
  const reasons = new Set(execution?.outcomes.slice(1).map((outcome) => outcome.reason));
  expect([...reasons]).toEqual([reason]);
  expect((await told(kit)).state).toBe(reason === undefined ? 'done' : 'failed');
});

test('an alias that leads to another key than when it was approved: nothing is pointed to it', async () => {
  const kit = await remediationKit();
  const made = planOf(kit.glue);
  const [planned, now] = ['key/1', 'key/2'].map((key) => `arn:aws:kms:eu-west-1:111122223333:${key}`);
  const configuration = { ...made.plan.configuration, keyArn: planned ?? '' };
  await approved(kit, { ...made, plan: { ...made.plan, configuration } });
  await kit.run('p1', { keyVerdict: async () => ({ state: 'usable', arn: now ?? '' }) });
  expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName]);
  const { state, trouble } = await told(kit);
  expect([state, trouble[0]?.why]).toEqual([
    'failed',
    'the alias of its key leads to another key than when it was approved; left as it was',
  ]);
});

test('a running crawler is said, and the rest is done', async () => {
  const { of, states } = await carryOut(
    ({ glue }) => glue.put('crawler', 'lake', crawler('lake', { State: 'RUNNING' })),
    false,
  );
  expect(of('s6')).toMatchObject({ state: 'failed', reason: 'UpdateCrawler: CrawlerRunningException' });
  expect(states).toMatchObject({ s5: 'done' });
});

test('a configuration that cannot be used yet is waited for, not for ever', async () => {
  const soon = await carryOut(({ glue }) => Object.assign(glue, { unusableUses: 4 }));
  expect(soon.states).toEqual(allDone);
  const never = await carryOut(({ glue }) => Object.assign(glue, { unusableUses: 1_000 }));
  expect(never.states).toMatchObject({ s1: 'done', s2: 'failed', s4: 'failed', s5: 'done', s6: 'failed' });
  expect(never.of('s2')?.reason).toBe('UpdateJob: InvalidInputException');
});

test('a foreign change that lands in ours is reported with its path, and counts as touched', async () => {
  const { kit, of } = await carryOut(({ glue }) => {
    glue.around = ({ operation, name }, phase) => {
      if (operation !== 'UpdateJob' || name !== 'a' || phase !== 'after') return;
      glue.put('job', 'a', { ...glue.things.job.get('a')?.definition, Timeout: 5 });
    };
  }, false);
  expect(of('s2')).toMatchObject({ state: 'failed', reason: 'differs: Timeout', touched: true });
  const message = await told(kit);
  expect(message).toMatchObject({ state: 'partly-done', moved: 4 });
  expect(message.trouble[0]?.why).toBe(
    'it uses the new configuration, and differs from before also in (Timeout); a change was sent, so it needs review',
  );
});

test('a write that AWS takes and never shows is reported', async () => {
  const { of } = await carryOut(({ glue }) => {
    glue.around = ({ operation }, phase) => {
      if (operation === 'UpdateCrawler' && phase === 'after') glue.put('crawler', 'lake', crawler('lake'));
    };
  }, false);
  expect(of('s6')).toMatchObject({ state: 'failed', reason: 'not-visible', touched: true });
});

test('a stored definition that was changed or lost: its step is not touched', async () => {
  const kit = await remediationKit();
  const made = planOf(kit.glue);
  const request = await approved(kit, {
    ...made,
    definitions: new Map([...made.definitions].filter(([id]) => id !== 's3')),
  });
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toEqual({ ...allDone, s3: 'failed' });
  expect(kit.glue.now('job', 'b')?.SecurityConfiguration).toBe('std');
});

test('a job with a field that cannot be sent back is refused with its path', async () => {
  const kit = await remediationKit();
  kit.glue.put('job', 'a', job('a', { NewThing: { Deep: 'hidden' } }));
  const request = await approved(kit, planOf(kit.glue));
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  expect(execution?.outcomes.find(({ stepId }) => stepId === 's2')).toEqual({
    stepId: 's2',
    state: 'failed',
    reason: 'unsendable: NewThing',
    awsRequestIds: [],
  });
});
