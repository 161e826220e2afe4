import { CloudError } from '../../../domain/errors.ts';
import type { PlanCheck } from '../../../domain/plan/plan.ts';
import { someNames } from '../../../domain/plan/plan-checks.ts';
import type { JobRole } from '../../../domain/plan/plan-permissions.ts';
import type { Simulation } from '../../ports/remediation-cloud.ts';

/** What was asked, or why it could not be: AWS's code. */
export type Asked<T> = { readonly answer: T } | { readonly error: string };

/** Rejects for a defect of ours alone. */
export async function ask<T>(question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { answer: await question() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { error: error.code };
  }
}

/** What a simulation said about one role. */
export interface Simulated {
  readonly role: JobRole;
  readonly asked: Asked<readonly Simulation[]>;
}

/** What the findings of a simulation mean, each as what follows "etl, legacy: ". */
export interface SimulationWords {
  readonly denied: (actions: string) => string;
  readonly conditional: (contextKeys: string) => string;
  readonly unasked: (error: string) => string;
  /** The whole sentence. */
  readonly passed: (roles: string) => string;
}

export function namesOf(roles: readonly JobRole[]): string {
  return someNames(roles.map(({ name }) => name));
}

/**
 * A denial warns, whatever it is worth; an allowance that depends on what the simulation did not know warns too. Passed
 * only where every role was asked about and is allowed everything.
 */
export function simulationChecks(check: string, all: readonly Simulated[], words: SimulationWords): PlanCheck[] {
  const answered = all.flatMap(({ role, asked }) => ('answer' in asked ? [{ role, answers: asked.answer }] : []));
  const isDenied = ({ decision }: Simulation): boolean => decision !== 'allowed';
  const denied = groups(answered, ({ answers }) => answers.filter(isDenied).map(({ action }) => action));
  const conditional = groups(answered, ({ answers }) =>
    answers.some(isDenied) ? [] : answers.flatMap(({ missingContext }) => missingContext),
  );
  const unasked = groups(all, ({ asked, role }) => ('error' in asked ? [errorWords(asked.error, role)] : []));
  const line = (outcome: PlanCheck['outcome'], of: readonly JobRole[], what: string): PlanCheck => ({
    check,
    outcome,
    detail: `${namesOf(of)}: ${what}`,
  });
  const failedChecks = [
    ...denied.map(([actions, of]) => line('warning', of, words.denied(actions))),
    ...conditional.map(([keys, of]) => line('warning', of, words.conditional(keys))),
    ...unasked.map(([error, of]) => line('not-checked', of, words.unasked(error))),
  ];
  if (failedChecks.length > 0) return failedChecks;
  return [{ check, outcome: 'passed', detail: words.passed(namesOf(all.map(({ role }) => role))) }];
}

/** Roles by what was found of them; those of which nothing was are left out. */
function groups<T extends { readonly role: JobRole }>(
  all: readonly T[],
  find: (each: T) => readonly string[],
): readonly (readonly [found: string, roles: readonly JobRole[]])[] {
  const found = all.map((each) => ({ role: each.role, what: someNames([...new Set(find(each))]) }));
  const grouped = Map.groupBy(found, ({ what }) => what);
  return [...grouped].flatMap(([what, of]) => (what === '' ? [] : [[what, of.map(({ role }) => role)] as const]));
}

function errorWords(error: string, { guessed }: JobRole): string {
  return guessed && error.startsWith('NoSuchEntity') ? `${error}; its job names it without its path` : error;
}
