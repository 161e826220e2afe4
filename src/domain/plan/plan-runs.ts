import type { JsonObject } from '../json.ts';
import { shownLogGroup } from '../steps/log-groups.ts';
import { aboutStep, type Step } from '../steps/step-kinds.ts';
import { type ConfiguredRuns, configuredRuns, type RunsOf } from '../steps/step-runs.ts';
import { encryptsLogs } from './met-keys.ts';
import type { LogGroupChange, PlannedConfiguration } from './plan.ts';

/** What runs with another configuration after a plan, each once; `unread`: whose definition could not be read. */
export interface PlannedRuns {
  readonly runs: readonly ConfiguredRuns[];
  readonly unread: readonly Pick<RunsOf, 'type' | 'name'>[];
}

/** `seen`: the definitions of the steps by step id; `started`: that of what the triggers among them start. */
export function plannedRuns(
  steps: readonly Step[],
  seen: ReadonlyMap<string, JsonObject>,
  started: (of: Pick<RunsOf, 'type' | 'name'>) => JsonObject | undefined,
): PlannedRuns {
  const all = steps.flatMap((step) => aboutStep(step).runs(seen.get(step.id) ?? {}));
  const own = [...all.filter(({ definition }) => definition), ...all.filter(({ definition }) => !definition)];
  const once = new Map(own.toReversed().map((of) => [`${of.type} ${of.name}`, of]));
  const known = [...once.values()].toReversed().map((of) => ({ ...of, definition: of.definition ?? started(of) }));
  return {
    runs: known.flatMap(({ definition, ...of }) => (definition ? configuredRuns({ ...of, definition }) : [])),
    unread: known.flatMap(({ definition, type, name }) => (definition ? [] : [{ type, name }])),
  };
}

/** A role as log groups name it: with its path. */
export function roleInLogGroup(role: string): string {
  return (/^arn:[^:]*:iam::[^:]*:role\/(.+)$/s.exec(role)?.[1] ?? role).replace(/^\//, '');
}

/** Stands for the role in a name, where several have one. */
const anyRole = 'ROLE';
const mostRoles = 5;

/**
 * How the log groups of the runs change, each change once. Nothing where neither configuration encrypts logs. What a
 * configuration that does not exist any more did is not known: then there is no `from`.
 */
export function logGroupChanges(
  { runs }: PlannedRuns,
  { name, before, after, create }: PlannedConfiguration,
  dangling: boolean,
): LogGroupChange[] {
  const now = encryptsLogs(after ?? create ?? {}) ? { configuration: name } : {};
  const old = before !== undefined && encryptsLogs(before.encryption) ? { configuration: before.name } : {};
  const changes = runs.flatMap(({ type, name: of, role = anyRole, logGroups }) => {
    if (type === 'column-statistics') return [];
    const own = roleInLogGroup(role);
    return (logGroups ?? []).flatMap((group) => {
      const way = (who: string) => ({
        from: shownLogGroup(group, { ...old, role: who }),
        to: shownLogGroup(group, { ...now, role: who }),
      });
      return way(own).from === way(own).to ? [] : [{ type, of, own, exact: way(own), general: way(anyRole) }];
    });
  });
  const groups = Map.groupBy(changes, ({ type, general }) => JSON.stringify([type, general.from, general.to]));
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const roles = [...new Set(some.map(({ own }) => own))].sort();
    const { from, to } = roles.length === 1 ? first.exact : first.general;
    const isRoleNamed = some.some(({ exact, general }) => exact.from !== general.from || exact.to !== general.to);
    return [
      {
        ...(!dangling && { from }),
        to,
        type: first.type,
        runs: new Set(some.map(({ of }) => of)).size,
        ...(roles.length > 1 && isRoleNamed && { roles: roles.slice(0, mostRoles), rolesTotal: roles.length }),
      },
    ];
  });
}
