import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import type { RunExecutionsDependencies } from '../../src/usecases/remediation/execute/run-executions.ts';
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
  smallGlue,
  trigger,
} from '../support/remediation/remediation.ts';
import { old, orderBack, retiredGlue, retirePlan } from '../support/remediation/retire.ts';

/** The process is stopped right before this change is sent for the first time, and goes on after `meanwhile`. */
function stopBefore(kit: RemediationKit, operation: string, name: string, meanwhile: () => unknown, ms = 40_000): void {
  let stopped = false;
  kit.glue.onTheWay = async (call) => {
    if (stopped || call.operation !== operation || call.name !== name) return;
    stopped = true;
    kit.clock.time += ms;
    kit.clock.steady += ms;
    await meanwhile();
  };
}

function sent(kit: RemediationKit, operation: string, name: string): number {
  return kit.glue.calls.filter((call) => call.operation === operation && call.name === name).length;
}

async function outcomeOf(kit: RemediationKit, requestId: string, stepId: string, which = 0) {
  const execution = (await kit.store.remediation.executions(requestId))[which];
  return execution?.outcomes.find((outcome) => outcome.stepId === stepId);
}

/** A plan with every kind of switch. */
function everything() {
  const glue = smallGlue();
  glue.put('column-statistics', 'sales.orders', statistics());
  return glue;
}

function statistics(changes: JsonObject = {}): JsonObject {
  return {
    DatabaseName: 'sales',
    TableName: 'orders',
    Role: 'arn:aws:iam::111122223333:role/statistics',
    SecurityConfiguration: 'std',
    ...changes,
  };
}

describe('a process that is stopped between its read and its write overwrites nothing', () => {
  const other = { ...encryption, S3Encryption: [] };
  const cases: readonly [
    operation: string,
    kind: 'configuration' | 'job' | 'trigger' | 'crawler' | 'column-statistics',
    name: string,
    step: string,
    theirs: JsonObject,
    reason: string,
  ][] = [
    [
      'CreateSecurityConfiguration',
      'configuration',
      newName,
      's1',
      { Name: newName, EncryptionConfiguration: other },
      'name-taken',
    ],
    ['UpdateJob', 'job', 'a', 's2', job('a', { Timeout: 77 }), 'changed: Timeout'],
    [
      'UpdateTrigger',
      'trigger',
      'nightly',
      's5',
      trigger('nightly', { Schedule: 'cron(9 9 * * ? *)' }),
      'changed: Schedule',
    ],
    ['UpdateCrawler', 'crawler', 'lake', 's6', crawler('lake', { Role: 'theirs' }), 'changed: Role'],
    [
      'UpdateColumnStatisticsTaskSettings',
      'column-statistics',
      'sales.orders',
      's7',
      statistics({ SampleSize: 5 }),
      'changed: SampleSize',
    ],
  ];
  test.each(cases)('%s', async (operation, kind, name, step, theirs, reason) => {
    const kit = await remediationKit(everything());
    const request = await approved(kit);
    stopBefore(kit, operation, name, () => kit.glue.put(kind, name, theirs));
    await kit.run();
    expect(await outcomeOf(kit, request.id, step)).toEqual({
      stepId: step,
      state: reason === 'name-taken' ? 'failed' : 'drifted',
      reason,
      awsRequestIds: [],
    });
    expect(sent(kit, operation, name)).toBe(0);
    expect(kit.glue.things[kind].get(name)?.definition).toEqual(theirs);
    expect(kit.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ step, ageMs: 40_000 }) }),
    );
  });

  test('nobody changed anything meanwhile: it is read again, and sent', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    stopBefore(kit, 'UpdateJob', 'a', () => {});
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toMatchObject({ s2: 'done', s6: 'done' });
    const calls = kit.glue.calls.filter(({ name }) => name === 'a').map(({ operation }) => operation);
    // Once more by the step of the trigger that starts it: such a plan does not say what that is.
    expect(calls).toEqual(['GetJobBookmark', 'GetJob', 'GetJob', 'UpdateJob', 'GetJob', 'GetJob']);
  });
});

describe('a delay shows on one clock or the other', () => {
  const cases: readonly [what: string, wall: number, steady: number, reads: number][] = [
    ['the machine slept: the monotonic clock stood still', 5_001, 0, 2],
    ['the wall clock was put back by as much', 0, 5_001, 2],
    ['the wall clock was put back a little', -1, 0, 2],
    ['nothing that counts', 5_000, 5_000, 1],
  ];
  test.each(cases)('%s', async (_what, wall, steady, reads) => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let passed = false;
    kit.glue.onTheWay = ({ name }) => {
      if (name !== 'a' || passed) return;
      passed = true;
      kit.clock.time += wall;
      kit.clock.steady += steady;
    };
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toMatchObject({ s2: 'done' });
    const calls = kit.glue.calls.filter(({ name }) => name === 'a').map(({ operation }) => operation);
    expect(calls.lastIndexOf('UpdateJob') - 1).toBe(reads);
  });

  test('a read that AWS answers late counts from before it was sent', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    let late = true;
    kit.glue.around = ({ operation, name }, phase) => {
      if (operation !== 'GetJob' || name !== 'a' || phase !== 'after' || !late) return;
      late = false;
      kit.clock.time += 6_000;
      kit.glue.put('job', 'a', job('a', { Timeout: 77 }));
    };
    await kit.run();
    expect(await outcomeOf(kit, request.id, 's2')).toMatchObject({ state: 'drifted', reason: 'changed: Timeout' });
  });
});

test('what keeps ageing ends the step after some tries, unsent, and the rest goes on', async () => {
  const kit = await remediationKit();
  const request = await approved(kit);
  kit.glue.onTheWay = ({ name }) => {
    if (name === 'a') kit.clock.time += 10_000;
  };
  await kit.run();
  expect(await outcomeOf(kit, request.id, 's2')).toEqual({
    stepId: 's2',
    state: 'failed',
    reason: 'too-old',
    awsRequestIds: [],
  });
  expect(sent(kit, 'UpdateJob', 'a')).toBe(0);
  // Seven times by its own step, and once by that of the trigger that starts it.
  expect(sent(kit, 'GetJob', 'a')).toBe(8);
  expect(await outcomesOf(kit, request.id)).toMatchObject({ s3: 'done', s5: 'done' });
  const [execution] = await kit.store.remediation.executions(request.id);
  const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
  expect(trail.find(({ detail }) => detail.step === 's2')).toMatchObject({
    action: 'step.failed',
    detail: { reason: 'too-old' },
  });
});

describe('what was allowed before a stop is asked again after it', () => {
  test('a lease that somebody took over: nothing is sent, and nothing is journaled', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const { remediation } = kit.store;
    const taken = async () => {
      const now = kit.clock.now();
      await remediation.claimExecution({ processId: 'p2', holder: 'other', now, leaseUntil: now + 180_000 });
    };
    stopBefore(kit, 'UpdateJob', 'a', taken, 200_000);
    await kit.run();
    expect(sent(kit, 'UpdateJob', 'a')).toBe(0);
    const [execution] = await remediation.executions(request.id);
    expect(execution).toMatchObject({ state: 'running', processId: 'p2' });
    expect(execution?.outcomes.find(({ stepId }) => stepId === 's2')?.state).toBe('acting');
  });

  test('a pause: nothing is sent', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const pause = () => kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() });
    stopBefore(kit, 'UpdateJob', 'a', pause);
    await kit.run();
    expect(sent(kit, 'UpdateJob', 'a')).toBe(0);
    const [execution] = await kit.store.remediation.executions(request.id);
    expect(execution).toMatchObject({ state: 'paused' });
    expect(execution?.outcomes.find(({ stepId }) => stepId === 's2')?.state).toBe('pending');
  });

  test('the configuration to use, when the check of it is two minutes old', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    stopBefore(kit, 'UpdateJob', 'b', () => kit.glue.things.configuration.delete(newName), 121_000);
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toMatchObject({ s2: 'done', s3: 'failed', s4: 'failed' });
    expect(await outcomeOf(kit, request.id, 's3')).toMatchObject({ reason: 'configuration-gone' });
    expect(sent(kit, 'UpdateJob', 'b')).toBe(0);
  });

  test('an execution that was claimed by a stopped process, and by another one meanwhile: nothing is read', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    const { remediation } = kit.store;
    const claimExecution: typeof remediation.claimExecution = async (claim) => {
      const claimed = await remediation.claimExecution(claim);
      if (claimed === undefined || claim.holder === 'other') return claimed;
      kit.clock.time += 200_000;
      const now = kit.clock.now();
      await remediation.claimExecution({ processId: 'p2', holder: 'other', now, leaseUntil: now + 180_000 });
      return claimed;
    };
    const changes: Partial<RunExecutionsDependencies> = {
      store: { ...kit.store, remediation: { ...remediation, claimExecution } },
    };
    await kit.run('p1', changes);
    expect(kit.glue.calls).toEqual([]);
    expect(await outcomesOf(kit, request.id)).toEqual({});
  });
});

describe('a configuration is deleted only by a fresh list of what uses it', () => {
  const use = (kit: RemediationKit, configuration: string) =>
    kit.glue.put('job', 'late', job('late', { SecurityConfiguration: configuration }));
  const listed = (kit: RemediationKit): Partial<RunExecutionsDependencies> => ({
    references: async (_, name) => {
      const at = kit.clock.now();
      return { references: kit.glue.references(name), errors: [], isFresh: () => kit.clock.now() - at <= 60_000 };
    },
  });

  test('retire: a job that began to use it while the process was stopped', async () => {
    const kit = await remediationKit(retiredGlue());
    const request = await approved(kit, retirePlan(kit.glue));
    stopBefore(kit, 'DeleteSecurityConfiguration', 'std', () => use(kit, 'std'), 61_000);
    await kit.run('p1', listed(kit));
    expect(await outcomeOf(kit, request.id, 's1')).toMatchObject({ state: 'failed', reason: 'still-used: job late' });
    expect(kit.glue.now('configuration', 'std')).toEqual(old);
  });

  test('roll back: the copy that a job began to use meanwhile', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    await kit.run();
    await orderBack(kit, request.id);
    stopBefore(kit, 'DeleteSecurityConfiguration', newName, () => use(kit, newName), 61_000);
    await kit.run('p1', listed(kit));
    expect(await outcomeOf(kit, request.id, 's1', 1)).toMatchObject({ reason: 'still-used: job late' });
    expect(kit.glue.now('configuration', newName)).toBeDefined();
  });

  test('lists that take longer than a definition keeps: the definition is read again, the lists are not', async () => {
    const kit = await remediationKit(retiredGlue());
    const request = await approved(kit, retirePlan(kit.glue));
    let lists = 0;
    const { references } = listed(kit);
    await kit.run('p1', {
      references: async (target, name) => {
        lists += 1;
        const now = await references?.(target, name);
        kit.clock.time += 20_000;
        return now ?? { references: [], errors: [], isFresh: () => false };
      },
    });
    expect(await outcomesOf(kit, request.id)).toEqual({ s1: 'done' });
    expect(lists).toBe(1);
    expect(sent(kit, 'GetSecurityConfiguration', 'std')).toBe(3);
  });

  test('one whose settings changed while the lists were read is left alone', async () => {
    const kit = await remediationKit(retiredGlue());
    const request = await approved(kit, retirePlan(kit.glue));
    await kit.run('p1', {
      references: async (_, name) => {
        kit.clock.time += 20_000;
        kit.glue.put('configuration', name, { Name: name, EncryptionConfiguration: encryption });
        return { references: [], errors: [], isFresh: () => true };
      },
    });
    expect((await outcomeOf(kit, request.id, 's1'))?.state).not.toBe('done');
    expect(kit.glue.now('configuration', 'std')).toBeDefined();
  });

  test('lists that are always too old end it, with nothing deleted', async () => {
    const kit = await remediationKit(retiredGlue());
    const request = await approved(kit, retirePlan(kit.glue));
    await kit.run('p1', { references: async () => ({ references: [], errors: [], isFresh: () => false }) });
    expect(await outcomeOf(kit, request.id, 's1')).toMatchObject({ state: 'failed', reason: 'too-old' });
    expect(kit.glue.now('configuration', 'std')).toBeDefined();
  });
});

test('the plan that was used here switches every kind of thing', () => {
  const kinds = planOf(everything()).plan.steps.map(({ type }) => type);
  expect(new Set(kinds).size).toBe(5);
});
