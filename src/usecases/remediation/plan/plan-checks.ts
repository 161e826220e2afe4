import { CloudError } from '../../../domain/errors.ts';
import { managedBy } from '../../../domain/glue-arn.ts';
import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import { someNames } from '../../../domain/plan/plan-checks.ts';
import { templateSnippet } from '../../../domain/plan/template-snippet.ts';
import { aboutStep, type DependentType, kindOf } from '../../../domain/steps/step-kinds.ts';
import type { createLimiter } from '../../concurrency.ts';
import type { DefinitionReader } from '../../ports/remediation-cloud.ts';
import { type PermissionChecksInput, readPermissionChecks } from './permission-checks.ts';

type Limit = ReturnType<typeof createLimiter>;

export interface PlanChecksInput extends PermissionChecksInput {
  readonly reader: Pick<DefinitionReader, 'activeRuns' | 'tags' | 'simulate' | 'keyArn' | 'keyPolicy'>;
}

interface Switched {
  readonly type: DependentType;
  readonly name: string;
  readonly arn: string;
  readonly isJob: boolean;
}

/** The checks of a plan that need calls of their own. What AWS does not answer is `not-checked`. */
export async function readPlanChecks(input: PlanChecksInput): Promise<PlanCheck[]> {
  const { plan, partition, reader, limit, signal } = input;
  const target = { ...plan.target, partition: partition.name };
  const switched = plan.steps.flatMap((step): Switched[] => {
    const { tagged, job } = aboutStep(step);
    const [arn, type] = [tagged(target), kindOf(step.type).dependent];
    return arn === null || type === null ? [] : [{ type, name: step.name, arn, isJob: job !== null }];
  });
  const jobs = switched.filter(({ isJob }) => isJob);
  const [runs, management, permissions] = await Promise.all([
    answers(jobs, limit, ({ name }) => reader.activeRuns(name, signal)),
    answers(switched, limit, ({ arn }) => reader.tags(arn, signal)),
    readPermissionChecks(input),
  ]);
  return [...runChecks(runs), ...managementChecks(plan, management), ...permissions];
}

interface Answer<T> extends Switched {
  readonly answer?: T;
  readonly error?: string;
}

function answers<T>(
  switched: readonly Switched[],
  limit: Limit,
  ask: (of: Switched) => Promise<T>,
): Promise<Answer<T>[]> {
  return Promise.all(
    switched.map(async (each) => {
      try {
        return { ...each, answer: await limit(() => ask(each)) };
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        return { ...each, error: error.code };
      }
    }),
  );
}

function failed<T>(check: string, all: readonly Answer<T>[], what: string): PlanCheck[] {
  const errors = all.filter(({ error }) => error !== undefined);
  if (errors.length === 0) return [];
  const codes = [...new Set(errors.map(({ error }) => error))].join(', ');
  return [{ check, outcome: 'not-checked', detail: `${what} of ${names(errors)} could not be read (${codes}).` }];
}

function names(switched: readonly Switched[]): string {
  return someNames(switched.map(({ name }) => name));
}

function runChecks(all: readonly Answer<number>[]): PlanCheck[] {
  const check = 'jobs running now';
  const running = all.filter(({ answer = 0 }) => answer > 0);
  const unread = failed(check, all, 'The runs');
  if (running.length > 0)
    return [
      {
        check,
        outcome: 'warning',
        detail: `${names(running)}: running now, with the settings of before until the run ends (inferred, not documented by AWS).`,
      },
      ...unread,
    ];
  if (unread.length > 0 || all.length === 0) return unread;
  return [{ check, outcome: 'passed', detail: 'No job of the plan is running.' }];
}

function managementChecks(plan: Plan, all: readonly Answer<Readonly<Record<string, string>>>[]): PlanCheck[] {
  const check = 'managed by';
  const known = all.flatMap((each) => {
    const by = each.answer && managedBy(each.answer);
    return by ? [{ ...each, by }] : [];
  });
  const unknown = all.filter(({ answer }) => answer !== undefined && managedBy(answer) === undefined);
  const groups = Map.groupBy(known, ({ by, type }) => JSON.stringify([by.tool, by.stack ?? null, type]));
  return [
    ...[...groups.values()].flatMap((group): PlanCheck[] => {
      const [first] = group;
      if (!first) return [];
      const { by, type } = first;
      const tool = by.stack === undefined ? by.tool : `${by.tool} stack ${by.stack}`;
      const detail = `${type} ${names(group)}: managed by ${tool}. Put ${templateSnippet(by.tool, type, plan.configuration.name)} into its template, or the next deploy turns this back.`;
      return [{ check, outcome: 'warning', detail }];
    }),
    ...(unknown.length > 0
      ? [
          {
            check,
            outcome: 'not-checked' as const,
            detail: `${names(unknown)}: unknown. No tag says so, and Terraform sets none by itself: whatever deploys it must name ${plan.configuration.name}, or turns this back.`,
          },
        ]
      : []),
    ...failed(check, all, 'The tags'),
  ];
}
