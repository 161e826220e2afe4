import { type Decision, decide, type Statement } from '../access/policy.ts';
import { ServiceError } from '../errors.ts';
import { type Call, optionalInteger, optionalText, requiredText } from '../operation.ts';
import { roleArn } from '../seed/model.ts';

const known =
  /^(PolicySourceArn|MaxItems|Marker|(ActionNames|ResourceArns)\.member\.\d+|ContextEntries\.member\.\d+\.(ContextKeyName|ContextKeyType|ContextKeyValues\.member\.\d+))$/;

const words: Readonly<Record<Decision, string>> = {
  allowed: 'allowed',
  'explicit-deny': 'explicitDeny',
  'no-allow': 'implicitDeny',
};
/** The most restrictive first. */
const severity: readonly Decision[] = ['explicit-deny', 'no-allow', 'allowed'];

function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', message, 400);
}

function listOf(call: Call, member: string, max: number, min = 1): string[] {
  const found: string[] = [];
  for (let number = 1; `${member}.member.${number}` in call.input; number += 1) {
    found.push(optionalText(call, `${member}.member.${number}`, { min, max }) ?? '');
  }
  return found;
}

function contextOf(call: Call): Record<string, string> {
  const context: Record<string, string> = {};
  for (let number = 1; `ContextEntries.member.${number}.ContextKeyName` in call.input; number += 1) {
    const entry = `ContextEntries.member.${number}`;
    const values = listOf(call, `${entry}.ContextKeyValues`, 256, 0);
    const type = requiredText(call, `${entry}.ContextKeyType`);
    if (type !== 'string' || values.length !== 1) throw invalidInput('The sandbox models one string per context key');
    context[requiredText(call, `${entry}.ContextKeyName`, { min: 5, max: 256 })] = values[0] ?? '';
  }
  return context;
}

/** The policies of a user or role of the caller's own account. */
function policyOf(call: Call, arn: string): readonly Statement[] {
  const found = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn);
  if (!found) throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  const [, id = '', type, path = ''] = found;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const account = call.world.accounts.get(id);
  const role = account?.roles.get(name);
  const policy =
    type === 'user'
      ? account?.users.find((user) => user.name === path)?.policy
      : role && roleArn(id, `${role.path ?? ''}${role.name}`) === arn
        ? role.policy
        : undefined;
  if (!policy || id !== call.identity.account) {
    throw new ServiceError('NoSuchEntity', `The ${type} with name ${name} cannot be found.`, 404);
  }
  return policy;
}

interface Simulated {
  readonly resource: string;
  readonly decision: Decision;
}

function matched(decision: Decision): object[] {
  return decision === 'no-allow' ? [] : [{ SourcePolicyId: 'policy', SourcePolicyType: 'IAM Policy' }];
}

function specificResult({ resource, decision }: Simulated): object {
  return {
    EvalResourceName: resource,
    EvalResourceDecision: words[decision],
    MatchedStatements: matched(decision),
    MissingContextValues: [],
  };
}

function evaluation(action: string, results: readonly Simulated[], named: boolean): object {
  const decision = severity.find((level) => results.some((result) => result.decision === level)) ?? 'no-allow';
  return {
    EvalActionName: action,
    EvalResourceName: results[0]?.resource ?? '*',
    EvalDecision: words[decision],
    MatchedStatements: matched(decision),
    MissingContextValues: [],
    ...(named && { EvalDecisionDetails: {}, ResourceSpecificResults: results.map(specificResult) }),
  };
}

function evaluate(call: Call, policy: readonly Statement[]): object[] {
  const actions = listOf(call, 'ActionNames', 128, 3);
  if (actions.length === 0) throw invalidInput('ActionNames must have at least one action');
  const strange = actions.find((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action));
  if (strange !== undefined) throw invalidInput(`Invalid action: ${strange}`);
  const arns = listOf(call, 'ResourceArns', 2048);
  const context = contextOf(call);
  const resources = arns.length > 0 ? arns : ['*'];
  return actions.flatMap((action) => {
    const results = resources.map((resource) => ({
      resource,
      decision: decide(policy, { action, resource, region: call.region, context }),
    }));
    if (!call.world.settings.simulatePerResource) return evaluation(action, results, arns.length > 0);
    return results.map((result) => evaluation(action, [result], arns.length > 0));
  });
}

/**
 * What the policies of a role or user say to some actions; the resources' own policies have no say in it.
 * One result for each action: the most restrictive decision, and each resource's own in ResourceSpecificResults
 * (AWS's API reference; it was one for each action and resource before, see `simulatePerResource`).
 */
export function simulatePrincipalPolicy(call: Call): object {
  const strange = Object.keys(call.input).find((member) => !known.test(member));
  if (strange) throw invalidInput(`The sandbox's SimulatePrincipalPolicy does not know ${strange}`);
  const policy = policyOf(call, requiredText(call, 'PolicySourceArn', { min: 20, max: 2048 }));
  const all = evaluate(call, policy);
  const most = optionalInteger(call, 'MaxItems', 1, 1000) ?? 100;
  const marker = optionalText(call, 'Marker', { min: 1, max: 320 });
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start)) throw invalidInput('Invalid Marker');
  const end = start + most;
  return {
    IsTruncated: end < all.length,
    EvaluationResults: all.slice(start, end),
    ...(end < all.length && { Marker: Buffer.from(String(end)).toString('base64') }),
  };
}
