import { parseKeyArn } from '../../../domain/audit/keys.ts';
import { CloudError } from '../../../domain/errors.ts';
import type { Partition } from '../../../domain/glue-arn.ts';
import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import { someNames } from '../../../domain/plan/plan-checks.ts';
import { type JobRole, type NeededPermissions, neededPermissions } from '../../../domain/plan/plan-permissions.ts';
import type { createLimiter } from '../../concurrency.ts';
import type { DefinitionReader, SimulationAsked } from '../../ports/remediation-cloud.ts';
import { listWords } from '../../words/words.ts';
import { keyPolicyChecks, keyPolicyNotChecked } from './key-policy-checks.ts';
import { ask, namesOf, type Simulated, type SimulationWords, simulationChecks } from './simulation-checks.ts';

export interface PermissionChecksInput {
  readonly plan: Plan;
  readonly partition: Partition;
  readonly reader: Pick<DefinitionReader, 'simulate' | 'keyArn' | 'keyPolicy'>;
  /** Who would carry the plan out. Absent: the account has none. */
  readonly remediationRoleArn?: string;
  readonly limit: ReturnType<typeof createLimiter>;
  readonly signal?: AbortSignal;
}

const jobRoles = 'job roles';
const passRole = 'PassRole';

/**
 * Three results: what the own policies of the jobs' roles say, what the key's policy says, and PassRole. What
 * AWS does not answer is `not-checked`.
 */
export async function readPermissionChecks(input: PermissionChecksInput): Promise<PlanCheck[]> {
  const { plan, partition, reader, limit, signal } = input;
  const needed = neededPermissions(plan, partition);
  const { roles, passed, actions, withoutRole } = needed;
  const nameless: PlanCheck[] =
    withoutRole.length === 0
      ? []
      : [{ check: jobRoles, outcome: 'not-checked', detail: `${someNames(withoutRole)}: the job names no role.` }];
  if (roles.length === 0) return [...nameless, ...(await passRoleChecks(input, passed, []))];
  const key = await ask(() => limit(() => ownArn(needed.key, reader, signal)));
  if ('error' in key) {
    const checks = withoutKey(needed, key.error);
    return [...nameless, ...checks, ...(await passRoleChecks(input, passed, []))];
  }
  const resources = [key.answer];
  const [simulated, policy] = await Promise.all([
    Promise.all(
      roles.map(async (role): Promise<Simulated> => {
        return { role, asked: await simulate(input, { principal: role.arn, actions, resources }) };
      }),
    ),
    keyPolicyChecks(plan.target, needed, key.answer, () =>
      ask(() => limit(() => reader.keyPolicy(key.answer, signal))),
    ),
  ]);
  return [
    ...simulationChecks(jobRoles, simulated, keyWords(listWords(actions))),
    ...nameless,
    ...policy,
    ...(await passRoleChecks(input, passed, simulated)),
  ];
}

/** @throws {CloudError} */
async function ownArn(
  key: string | undefined,
  reader: Pick<DefinitionReader, 'keyArn'>,
  signal?: AbortSignal,
): Promise<string> {
  if (key === undefined) throw new CloudError('GetSecurityConfiguration', 'KeyUnknown', 'It names no key.');
  return parseKeyArn(key)?.resource.startsWith('key/') ? key : reader.keyArn(key, signal);
}

function withoutKey({ roles, key, actions }: NeededPermissions, error: string): PlanCheck[] {
  const why =
    key === undefined
      ? `the configuration's key is not known (${error})`
      : `the key behind ${key} could not be looked up (${error})`;
  const detail = `${namesOf(roles)}: whether the role may use the key (${actions.join(', ')}) was not simulated: ${why}.`;
  return [{ check: jobRoles, outcome: 'not-checked', detail }, keyPolicyNotChecked(why)];
}

function keyWords(actions: string): SimulationWords {
  return {
    denied: (denied) =>
      `a simulation of the role's own policies denies ${denied} on the key. It proves nothing either way, and leaves out the key's policy. If it is right, the next run of its jobs fails.`,
    conditional: (keys) =>
      `the role's own policies allow ${actions} on the key in a simulation that did not know ${keys}, which they ask for.`,
    unasked: (error) => `whether the role may use the key could not be simulated (${error}).`,
    passed: (names) => `The own policies of ${names} allow ${actions} on the key (simulated).`,
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
