import { parseKeyArn } from '../../../domain/audit/keys.ts';
import type { Partition } from '../../../domain/glue-arn.ts';
import { keyName } from '../../../domain/plan/met-keys.ts';
import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import { someNames } from '../../../domain/plan/plan-checks.ts';
import {
  associateKey,
  type JobRole,
  type NeededKey,
  type NeededPermissions,
  neededPermissions,
} from '../../../domain/plan/plan-permissions.ts';
import type { PlannedRuns } from '../../../domain/plan/plan-runs.ts';
import type { createLimiter } from '../../concurrency.ts';
import type { DefinitionReader, SimulationAsked } from '../../ports/remediation-cloud.ts';
import { listWords } from '../../words/words.ts';
import { keyPolicyChecks, keyPolicyNotChecked } from './key-policy-checks.ts';
import {
  type Asked,
  ask,
  namesOf,
  type Simulated,
  type SimulationWords,
  simulationChecks,
} from './simulation-checks.ts';

export interface PermissionChecksInput {
  readonly plan: Plan;
  /** What will run with another configuration. */
  readonly runs: PlannedRuns;
  readonly partition: Partition;
  readonly reader: Pick<DefinitionReader, 'simulate' | 'keyArn' | 'keyPolicy'>;
  /** Who would carry the plan out. Absent: the account has none. */
  readonly remediationRoleArn?: string;
  readonly limit: ReturnType<typeof createLimiter>;
  readonly signal?: AbortSignal;
}

const jobRoles = 'job roles';
const encryptedLogs = 'encrypted logs';
const passRole = 'PassRole';

/**
 * What the own policies of the jobs' roles say of every key that they meet, what the keys' policies say, whether logs
 * can be encrypted, and PassRole. One line for each key and group of roles that fare alike; at most two questions for
 * each role and two for each key. What AWS does not answer is `not-checked`.
 */
export async function readPermissionChecks(input: PermissionChecksInput): Promise<PlanCheck[]> {
  const { plan, runs, partition } = input;
  const needed = neededPermissions(plan, runs, partition);
  const keys = await resolveKeys(input, needed.keys);
  const [users, writers, policies] = await Promise.all([
    simulateKeys(input, needed.roles, keys),
    simulateLogs(input, needed),
    Promise.all(keys.map((key) => policyChecks(input, needed.roles, key))),
  ]);
  return [
    ...once(keys.flatMap((key) => roleChecks(needed.roles, key, users))),
    ...namelessChecks(needed),
    ...policies.flat(),
    ...logChecks(needed, writers),
    ...(await passRoleChecks(input, needed.passed, [...users, ...writers])),
  ];
}

/** A key, and what its policy and the roles' are asked about: its own ARN. */
interface Resolved {
  readonly key: NeededKey;
  readonly arn: Asked<string>;
}

async function resolveKeys(
  { reader, limit, signal }: PermissionChecksInput,
  keys: readonly NeededKey[],
): Promise<readonly Resolved[]> {
  return Promise.all(
    keys.map(async (needed) => {
      const { key } = needed;
      const isKey = parseKeyArn(key)?.resource.startsWith('key/') ?? false;
      return { key: needed, arn: isKey ? { answer: key } : await ask(() => limit(() => reader.keyArn(key, signal))) };
    }),
  );
}

/** Every role is asked once, for all keys together: the answers to what it does not need are left out later. */
async function simulateKeys(
  input: PermissionChecksInput,
  roles: readonly JobRole[],
  keys: readonly Resolved[],
): Promise<readonly Simulated[]> {
  const used = keys.filter(({ key }) => key.actions.length > 0);
  const resources = [...new Set(used.flatMap(({ arn }) => ('answer' in arn ? [arn.answer] : [])))];
  const actions = [...new Set(used.flatMap(({ key }) => key.actions))];
  if (resources.length === 0) return [];
  return Promise.all(
    roles.map(async (role) => ({ role, asked: await simulate(input, { principal: role.arn, actions, resources }) })),
  );
}

function roleChecks(roles: readonly JobRole[], { key, arn }: Resolved, users: readonly Simulated[]): PlanCheck[] {
  if (roles.length === 0 || key.actions.length === 0) return [];
  const name = keyName(key);
  if ('error' in arn) {
    const detail = `${namesOf(roles)}: whether the role may use the ${name} (${key.actions.join(', ')}) was not simulated: ${unresolved(key, arn.error)}.`;
    return [{ check: jobRoles, outcome: 'not-checked', detail }];
  }
  const about = users.map(({ role, asked }): Simulated => {
    if ('error' in asked) return { role, asked };
    const own = asked.answer.filter(({ resource, action }) => resource === arn.answer && key.actions.includes(action));
    return { role, asked: { answer: own } };
  });
  return simulationChecks(jobRoles, about, keyWords(name, key));
}

function unresolved({ key }: NeededKey, error: string): string {
  return `the key behind ${key} could not be looked up (${error})`;
}

/** A role that could not be asked could not be asked about any key. */
function once(checks: readonly PlanCheck[]): PlanCheck[] {
  return [...new Map(checks.map((check) => [JSON.stringify(check), check])).values()];
}

function namelessChecks({ withoutRole, unread }: NeededPermissions): PlanCheck[] {
  const line = (names: readonly string[], why: string): PlanCheck[] =>
    names.length === 0 ? [] : [{ check: jobRoles, outcome: 'not-checked', detail: `${someNames(names)}: ${why}.` }];
  return [
    ...line(withoutRole, 'no role is named'),
    ...line(unread, 'a trigger starts it with the new configuration, and its definition could not be read'),
  ];
}

async function policyChecks(
  { plan, reader, limit, signal }: PermissionChecksInput,
  roles: readonly JobRole[],
  { key, arn }: Resolved,
): Promise<PlanCheck[]> {
  if ('error' in arn) return [keyPolicyNotChecked(keyName(key), unresolved(key, arn.error))];
  const read = () => ask(() => limit(() => reader.keyPolicy(arn.answer, signal)));
  return keyPolicyChecks(plan.target, { roles: key.actions.length > 0 ? roles : [], key, arn: arn.answer }, read);
}

function simulateLogs(input: PermissionChecksInput, { logWriters }: NeededPermissions): Promise<readonly Simulated[]> {
  return Promise.all(
    logWriters.map(async ({ role, logGroups }) => {
      const question = { principal: role.arn, actions: [associateKey], resources: logGroups };
      return { role, asked: await simulate(input, question) };
    }),
  );
}

function logChecks({ unknownLogGroups }: NeededPermissions, writers: readonly Simulated[]): PlanCheck[] {
  const unknown: PlanCheck[] =
    unknownLogGroups.length === 0
      ? []
      : [
          {
            check: encryptedLogs,
            outcome: 'not-checked',
            detail: `${someNames(unknownLogGroups)}: AWS does not name the log group of column statistics, so ${associateKey} was not simulated for its role.`,
          },
        ];
  return [...(writers.length === 0 ? [] : simulationChecks(encryptedLogs, writers, logWords)), ...unknown];
}

const logWords: SimulationWords = {
  denied: () =>
    `a simulation of its own policies denies ${associateKey} on the new log group. Without it AWS Glue switches continuous logging off.`,
  conditional: (keys) =>
    `the role's own policies allow ${associateKey} on the new log group in a simulation that did not know ${keys}, which they ask for.`,
  unasked: (error) => `whether the role may call ${associateKey} could not be simulated (${error}).`,
  passed: (names) => `The own policies of ${names} allow ${associateKey} on the new log groups (simulated).`,
};

function keyWords(name: string, { actions, parts }: NeededKey): SimulationWords {
  const all = listWords(actions);
  const fails = parts.every((part) => part === 'data-quality')
    ? 'runs that evaluate data quality fail'
    : 'the next run of its jobs fails';
  return {
    denied: (denied) =>
      `a simulation of the role's own policies denies ${denied} on the ${name}. It proves nothing either way, and leaves out the key's policy. If it is right, ${fails}.`,
    conditional: (keys) =>
      `the role's own policies allow ${all} on the ${name} in a simulation that did not know ${keys}, which they ask for.`,
    unasked: (error) => `whether the role may use the keys of the configuration could not be simulated (${error}).`,
    passed: (names) => `The own policies of ${names} allow ${all} on the ${name} (simulated).`,
  };
}

const passWords: SimulationWords = {
  denied: (denied) =>
    `a simulation denies ${denied} to the remediation role. The update of what has this role is likely to be refused: name the role in PassTheRolesOfTheJobs of the remediation role's policy.`,
  conditional: (keys) =>
    `the remediation role may pass the role in a simulation that did not know ${keys}, which its policies ask for.`,
  unasked: (error) => `whether the remediation role may pass the role could not be simulated (${error}).`,
  passed: (names) => `The remediation role may pass ${names} to Glue (simulated).`,
};

/** This many roles are asked about at once. */
const rolesPerQuestion = 50;

/** `simulated`: the simulations of the roles' own policies, which know whether a role is there. */
async function passRoleChecks(
  input: PermissionChecksInput,
  roles: readonly JobRole[],
  simulated: readonly Simulated[],
): Promise<PlanCheck[]> {
  const { remediationRoleArn: principal } = input;
  if (roles.length === 0) return [];
  if (principal === undefined)
    return [{ check: passRole, outcome: 'not-checked', detail: 'The account has no remediation role to pass them.' }];
  const there = new Set(simulated.flatMap(({ role, asked }) => ('answer' in asked ? role.arn : [])));
  // One that was not seen under the guessed ARN may have another, and that one may be passed.
  const unseen = roles.filter(({ guessed, arn }) => guessed && !there.has(arn));
  const known = roles.filter((role) => !unseen.includes(role));
  const context = { 'iam:PassedToService': 'glue.amazonaws.com' };
  const actions = ['iam:PassRole'];
  const answers = await Promise.all(
    Array.from({ length: Math.ceil(known.length / rolesPerQuestion) }, async (_, index): Promise<Simulated[]> => {
      const some = known.slice(index * rolesPerQuestion, (index + 1) * rolesPerQuestion);
      const asked = await simulate(input, { principal, actions, resources: some.map(({ arn }) => arn), context });
      if ('error' in asked) return some.map((role) => ({ role, asked }));
      const about = (arn: string) => asked.answer.filter(({ resource }) => resource === arn);
      return some.map((role) => ({ role, asked: { answer: about(role.arn) } }));
    }),
  );
  const unknown = unseen.map((role): Simulated => ({ role, asked: { error: 'the ARN of the role is not known' } }));
  return simulationChecks(passRole, [...answers.flat(), ...unknown], passWords);
}

function simulate({ reader, limit, signal }: PermissionChecksInput, question: SimulationAsked) {
  return ask(() => limit(() => reader.simulate(question, signal)));
}
