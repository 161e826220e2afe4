import type { ArnTarget } from '../../domain/glue-arn.ts';
import type { Permission, passedToGlue } from '../../domain/steps/permissions.ts';
import { neighbours } from '../../domain/steps/step-groups.ts';
import { aboutStep, kindsInOrder, type Step, type StepType } from '../../domain/steps/step-kinds.ts';
import { planReadActions } from './calls.ts';

/** STS refuses a session policy of more characters (AssumeRole, API reference: Policy). */
export const longestPolicy = 2048;
/**
 * Steps are packed up to this length. STS also limits the policy's packed binary size, which nobody outside can work
 * out: the margin makes it unlikely that this limit is met first.
 */
const usualPolicy = 1_900;

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: typeof passedToGlue;
}

/**
 * The policy of a session that may carry out these steps and nothing else. What has no resource-level permission
 * (security configurations, bookmarks, reading column statistics settings: Service Authorization Reference, "Actions defined by
 * AWS Glue") is allowed as an action: creating only where a step creates, deleting only where a step deletes.
 */
export function sessionPolicy(target: ArnTarget, steps: readonly Step[]): string {
  const needed = steps.map((step) => ({ type: step.type, permissions: aboutStep(step).permissions(target) }));
  const inOrder = order.flatMap((type) => needed.flatMap((each) => (each.type === type ? each.permissions : [])));
  const everywhere = inOrder.flatMap(({ actions, resources }) => (resources === undefined ? actions : []));
  const all = needed.flatMap(({ permissions }) => permissions);
  const groups = new Map(
    inOrder.flatMap((each) => (each.resources === undefined ? [] : [[groupOf(each), each] as const])),
  );
  return document([
    { Effect: 'Allow', Action: unique(['glue:GetSecurityConfiguration', ...everywhere]), Resource: '*' },
    ...[...groups].map(([group, { actions, condition }]): Statement => {
      const resources = all.flatMap((each) => (groupOf(each) === group ? (each.resources ?? []) : []));
      const Resource = unique(resources);
      return { Effect: 'Allow', Action: actions, Resource, ...(condition && { Condition: condition }) };
    }),
  ]);
}

/** Kinds that make or delete configurations first. */
const order: readonly StepType[] = kindsInOrder
  .toSorted((a, b) => Number(a.effect === 'switches') - Number(b.effect === 'switches'))
  .map(({ type }) => type);

/** Permissions for the same actions become one statement. */
function groupOf({ actions }: Permission): string {
  return actions.join();
}

/** The policy of the sessions that only read, for making a plan: whatever the role may do besides, they may not. */
export const planningPolicy: string = document([{ Effect: 'Allow', Action: planReadActions, Resource: '*' }]);

/**
 * Splits steps, in their order, into runs whose policies have room. What belongs together (a job and the trigger that
 * overrides it) is not cut apart where it fits: a session that cannot be had would leave half of it. A step that has no room
 * by itself is a run of its own: opening a session for it is refused.
 */
export function splitSteps(target: ArnTarget, steps: readonly Step[]): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  const fits = (some: readonly Step[]) => sessionPolicy(target, some).length <= usualPolicy;
  const add = (some: readonly Step[]) => {
    const run = runs.at(-1);
    if (run && fits([...run, ...some])) run.push(...some);
    else runs.push([...some]);
  };
  for (const group of neighbours(steps)) {
    if (group.length === 1 || fits(group)) add(group);
    else for (const step of group) add([step]);
  }
  return runs;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** A policy takes Latin-1 only, so that everything else is written as JSON's escapes. */
function document(statements: readonly Statement[]): string {
  const Statement = statements.filter(({ Resource }) => Resource.length > 0);
  return JSON.stringify({ Version: '2012-10-17', Statement }).replace(
    /[^\x20-\xff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
