import { parseKeyArn } from '../../../domain/audit/keys.ts';
import type { Target } from '../../../domain/model.ts';
import { type KeyAccess, keyAccess, parseKeyPolicy } from '../../../domain/plan/key-policy.ts';
import type { PlanCheck } from '../../../domain/plan/plan.ts';
import { type JobRole, logsActions, type NeededPermissions } from '../../../domain/plan/plan-permissions.ts';
import { listWords } from '../../words/words.ts';
import type { Asked } from './simulation-checks.ts';
import { namesOf } from './simulation-checks.ts';

const check = 'key policy';

/** `why`: what follows "was not evaluated: ". */
export function keyPolicyNotChecked(why: string): PlanCheck {
  return { check, outcome: 'not-checked', detail: `The key's own policy was not evaluated: ${why}.` };
}

/**
 * What the policy of a key says about the roles of the jobs and the service that writes their logs. `read` is called
 * only for a key of the target's account: AWS shows no other's.
 */
export async function keyPolicyChecks(
  target: Target,
  needed: NeededPermissions,
  key: string,
  read: () => Promise<Asked<string>>,
): Promise<PlanCheck[]> {
  const owner = parseKeyArn(key)?.account;
  if (owner !== target.account)
    return [
      keyPolicyNotChecked(
        `the key is account ${owner}'s, and AWS shows a policy to the key's own account alone. Ask its owner whether it allows ${listWords(needed.actions)} to account ${target.account}`,
      ),
    ];
  const text = await read();
  if ('error' in text) return [keyPolicyNotChecked(`it could not be read (${text.error})`)];
  return judge(text.answer, needed, key);
}

function judge(text: string, { roles, actions, logsService }: NeededPermissions, key: string): PlanCheck[] {
  const policy = parseKeyPolicy(text, key);
  if (policy === undefined) return [keyPolicyNotChecked('it has a form that is not understood')];
  const access = Map.groupBy(roles, ({ arn }) => keyAccess(policy, { role: arn }, actions));
  const logs = logsService === undefined ? undefined : keyAccess(policy, { service: logsService }, logsActions);
  const doubtful = [
    ...[...access].flatMap(([found, of]) =>
      failedCheck(found, namesOf(of), listWords(actions), 'to it or to its account'),
    ),
    ...(logs === undefined
      ? []
      : failedCheck(
          logs,
          `${logsService}, which encrypts the jobs' logs with this key`,
          listWords(logsActions),
          'to it',
        )),
  ];
  return doubtful.length > 0 ? doubtful : [{ check, outcome: 'passed', detail: grants(access, actions, logsService) }];
}

const failedChecks: Readonly<Partial<Record<KeyAccess, (actions: string, to: string) => string>>> = {
  denied: (actions) => `the key's policy has a Deny that may hit it (${actions}).`,
  unclear: (actions, to) =>
    `the key's policy allows ${actions} ${to} only under conditions or in a form that are not evaluated here.`,
  absent: (actions, to) =>
    `the key's policy does not allow ${actions} ${to}. Without that, or a grant, it cannot use the key.`,
};

function failedCheck(access: KeyAccess, who: string, actions: string, to: string): PlanCheck[] {
  const words = failedChecks[access];
  return words ? [{ check, outcome: 'warning', detail: `${who}: ${words(actions, to)}` }] : [];
}

function grants(
  access: ReadonlyMap<KeyAccess, readonly JobRole[]>,
  actions: readonly string[],
  logsService: string | undefined,
): string {
  const [named = [], delegated = []] = [access.get('named'), access.get('delegated')];
  const what = listWords(actions);
  return [
    ...(named.length > 0 ? [`The key's policy allows ${what} to ${namesOf(named)}.`] : []),
    ...(delegated.length > 0
      ? [`The key's policy leaves ${what} to the policies of the account, those of ${namesOf(delegated)} among them.`]
      : []),
    ...(logsService === undefined ? [] : [`It lets ${logsService} encrypt logs.`]),
  ].join(' ');
}
