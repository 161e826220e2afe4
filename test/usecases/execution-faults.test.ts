import { describe, expect, test } from 'vitest';
import { CloudError } from '../../src/domain/errors.ts';
import type { Around } from '../support/fakes/fake-glue.ts';
import fc from '../support/fast-check.ts';
import { notify } from '../support/remediation/afterwards.ts';
import { expectHonest } from '../support/remediation/honest.ts';
import { Died, Fate, mortalStore } from '../support/remediation/mortal.ts';
import {
  approved,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
} from '../support/remediation/remediation.ts';

const operations = [
  'AssumeRole',
  'GetSecurityConfiguration',
  'GetJob',
  'GetTrigger',
  'GetCrawler',
  'CreateSecurityConfiguration',
  'UpdateJob',
  'UpdateTrigger',
  'UpdateCrawler',
] as const;
const passing = ['ThrottlingException', 'ConcurrentModificationException', 'ExpiredTokenException', 'ECONNREFUSED'];
const unknown = [
  'TimeoutError',
  'InternalServiceException',
  'Http503',
  'ECONNRESET',
  'OperationTimeoutException',
  'Odd',
];
const final = ['AccessDeniedException', 'InvalidInputException', 'RemediationOff'];

/** Throws at the calls of one operation: at the first `times` of them. */
function failing(operation: string, code: string, phase: 'before' | 'after', times: number): Around {
  let left = times;
  return (call, now) => {
    if (call.operation !== operation || now !== phase || left === 0) return;
    left -= 1;
    throw new CloudError(operation, code, 'a fault of the test');
  };
}

async function history(around: Around): Promise<{ kit: RemediationKit; states: Record<string, string> }> {
  const kit = await remediationKit();
  const plan = planOf(kit.glue);
  const request = await approved(kit, plan);
  kit.glue.around = around;
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  expect(execution?.state).toBe('ended');
  expectHonest(kit.glue, plan.plan.steps, plan.definitions, execution?.outcomes ?? []);
  return { kit, states: await outcomesOf(kit, request.id) };
}

describe('faults of AWS at every sort of call', () => {
  test.each(operations)('%s: what passes is waited out', async (operation) => {
    for (const code of [...passing, ...unknown]) {
      const { states } = await history(failing(operation, code, 'before', 2));
      expect(Object.values(states), code).toEqual(Array.from({ length: 6 }, () => 'done'));
    }
  });

  test.each(operations)('%s: an answer that is lost is looked up, not guessed', async (operation) => {
    for (const code of unknown) {
      const { kit, states } = await history(failing(operation, code, 'after', 1));
      expect(Object.values(states), code).toEqual(Array.from({ length: 6 }, () => 'done'));
      // The change had been made: it was not sent again.
      expect(kit.glue.effects.length).toBe(6);
    }
  });

  test.each(operations)('%s: what never works ends, and the journal is honest', async (operation) => {
    for (const code of [...passing, ...unknown, ...final]) {
      const { kit, states } = await history(failing(operation, code, 'before', Number.POSITIVE_INFINITY));
      expect(Object.values(states), code).toContain('failed');
      expect(kit.glue.calls.length, code).toBeLessThan(110);
    }
  });

  test.each(['UpdateJob', 'UpdateTrigger', 'UpdateCrawler'])('%s denied: the rest goes on', async (operation) => {
    const { states } = await history(failing(operation, 'AccessDeniedException', 'before', 1));
    expect(Object.values(states).filter((state) => state === 'failed').length).toBe(1);
    expect(Object.values(states).filter((state) => state === 'done').length).toBe(5);
  });

  test('a creation that fails ends everything with nothing changed', async () => {
    const { kit, states } = await history(
      failing('CreateSecurityConfiguration', 'ResourceNumberLimitExceededException', 'before', 99),
    );
    expect(states).toEqual({ s1: 'failed' });
    expect(kit.glue.effects).toEqual([]);
    expect((await notify(kit)).map(({ message }) => message)).toContainEqual(
      expect.objectContaining({
        kind: 'remediation-outcome',
        state: 'failed',
        headline: 'It failed: no job, trigger or crawler was changed.',
      }),
    );
  });
});

test('whatever fails and whoever dies: the journal is honest, and nothing is half moved', {
  timeout: 60_000,
}, async () => {
  const fault = fc.record({
    at: fc.nat(60),
    code: fc.constantFrom(...passing, ...unknown, ...final),
    phase: fc.constantFrom('before', 'after'),
  });
  const histories = fc.record({
    faults: fc.array(fault, { maxLength: 12 }),
    deaths: fc.array(fc.integer({ min: 1, max: 110 }), { maxLength: 4 }),
    staleReads: fc.nat(4),
    unusableUses: fc.nat(4),
  });
  await fc.assert(
    fc.asyncProperty(histories, async ({ faults, deaths, staleReads, unusableUses }) => {
      const kit = await remediationKit();
      Object.assign(kit.glue, { staleReads, unusableUses });
      const plan = planOf(kit.glue);
      const request = await approved(kit, plan);
      let calls = 0;
      for (const [life, killAt] of [...deaths, undefined].entries()) {
        const fate = new Fate(killAt);
        kit.glue.around = (call, phase) => {
          fate.point(`${phase} ${call.operation}`);
          if (phase === 'before') calls += 1;
          const met = faults.find(({ at, phase: when }) => at === calls && when === phase);
          // A definite refusal never comes after the change was made.
          if (met && (phase === 'before' || unknown.includes(met.code)))
            throw new CloudError(call.operation, met.code, 'a fault of the test');
        };
        const changes = { store: mortalStore(kit.store, fate) };
        await kit.run(`p${life}`, changes).catch((error: unknown) => expect(error).toBeInstanceOf(Died));
        await kit.store.remediation.releaseExecutions(`p${life}`);
      }
      const [execution] = await kit.store.remediation.executions(request.id);
      expect(execution?.state).toBe('ended');
      expectHonest(kit.glue, plan.plan.steps, plan.definitions, execution?.outcomes ?? []);
      const effects = new Map<string, string>();
      for (const { kind, name, after } of kit.glue.effects) {
        expect(effects.get(`${kind} ${name}`) ?? after).toBe(after);
        effects.set(`${kind} ${name}`, after);
      }
      await kit.store.close();
    }),
    { numRuns: 100, seed: 5 },
  );
});
