import { parseKeyArn } from '../../../domain/audit/keys.ts';
import type { Target } from '../../../domain/model.ts';
import { type KeyAccess, keyAccess, parseKeyPolicy } from '../../../domain/plan/key-policy.ts';
import { keyName } from '../../../domain/plan/met-keys.ts';
import type { PlanCheck } from '../../../domain/plan/plan.ts';
import { type JobRole, logsActions, type NeededKey } from '../../../domain/plan/plan-permissions.ts';
import { listWords } from '../../words/words.ts';
import type { Asked } from './simulation-checks.ts';
import { namesOf } from './simulation-checks.ts';

const check = 'key policy';

/** `name`: "bookmark key"; `why`: what follows "was not evaluated: ". */
export function keyPolicyNotChecked(name: string, why: string): PlanCheck {
  return { check, outcome: 'not-checked', detail: `The own policy of the ${name} was not evaluated: ${why}.` };
}

export interface KeyPolicyQuestion {
  /** That use the key themselves. */
  readonly roles: readonly JobRole[];
  readonly key: NeededKey;
  /** The key's own, no alias's. */
  readonly arn: string;
}

/**
 * What the policy of a key says about the roles of the jobs and the service that writes their logs. `read` is called
 * only for a key of the target's account: AWS shows no other's.
 */
export async function keyPolicyChecks(
  target: Target,
  question: KeyPolicyQuestion,
  read: () => Promise<Asked<string>>,
): Promise<PlanCheck[]> {
  const { key, arn } = question;
  const owner = parseKeyArn(arn)?.account;
  const name = keyName(key);
  if (owner !== target.account) return [keyPolicyNotChecked(name, othersKey(target, owner, key))];
  const text = await read();
  if ('error' in text) return [keyPolicyNotChecked(name, `it could not be read (${text.error})`)];
  return judge(text.answer, question);
}

function othersKey({ account }: Target, owner: string | undefined, { actions, logsService }: NeededKey): string {
  const whom = [
    ...(actions.length > 0 ? [`${listWords(actions)} to account ${account}`] : []),
    ...(logsService === undefined ? [] : [`${listWords(logsActions)} to ${logsService}`]),
  ];
  return `the key is account ${owner}'s, and AWS shows a policy to the key's own account alone. Ask its owner whether it allows ${listWords(whom)}`;
}

function judge(text: string, { roles, key, arn }: KeyPolicyQuestion): PlanCheck[] {
  const { actions, logsService } = key;
  const name = keyName(key);
  const policy = parseKeyPolicy(text, arn);
  if (policy === undefined) return [keyPolicyNotChecked(name, 'it has a form that is not understood')];
  const access = Map.groupBy(roles, (role) => keyAccess(policy, { role: role.arn }, actions));
  const logs = logsService === undefined ? undefined : keyAccess(policy, { service: logsService }, logsActions);
  const own = { name, to: 'to it or to its account', actions: listWords(actions) };
  const service = { name, to: 'to it', actions: listWords(logsActions) };
  const doubtful = [
    ...[...access].flatMap(([found, of]) => failedCheck(found, namesOf(of), own)),
    ...(logs === undefined ? [] : failedCheck(logs, `${logsService}, which encrypts the logs with this key`, service)),
  ];
  return doubtful.length > 0 ? doubtful : [{ check, outcome: 'passed', detail: grants(name, access, key) }];
}

interface Doubt {
  readonly name: string;
  readonly actions: string;
  readonly to: string;
}

const failedChecks: Readonly<Partial<Record<KeyAccess, (doubt: Doubt) => string>>> = {
  denied: ({ name, actions }) => `the policy of the ${name} has a Deny that may hit it (${actions}).`,
  unclear: ({ name, actions, to }) =>
    `the policy of the ${name} allows ${actions} ${to} only under conditions or in a form that are not evaluated here.`,
  absent: ({ name, actions, to }) =>
    `the policy of the ${name} does not allow ${actions} ${to}. Without that, or a grant, it cannot use the key.`,
};

function failedCheck(access: KeyAccess, who: string, doubt: Doubt): PlanCheck[] {
  const words = failedChecks[access];
  return words ? [{ check, outcome: 'warning', detail: `${who}: ${words(doubt)}` }] : [];
}

function grants(
  name: string,
  access: ReadonlyMap<KeyAccess, readonly JobRole[]>,
  { actions, logsService }: NeededKey,
): string {
  const [named = [], delegated = []] = [access.get('named'), access.get('delegated')];
  const what = listWords(actions);
  const policy = `The policy of the ${name}`;
  return [
    ...(named.length > 0 ? [`${policy} allows ${what} to ${namesOf(named)}.`] : []),
    ...(delegated.length > 0
      ? [`${policy} leaves ${what} to the policies of the account, those of ${namesOf(delegated)} among them.`]
      : []),
    ...(logsService === undefined ? [] : [`${policy} lets ${logsService} encrypt logs.`]),
  ].join(' ');
}
