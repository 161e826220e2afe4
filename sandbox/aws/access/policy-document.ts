import type { Condition, Statement } from './policy.ts';

/** A policy document that IAM would not take, or that holds what the sandbox does not model. */
export class MalformedPolicy extends Error {}

const operators = ['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike'] as const;

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new MalformedPolicy(`${what} must be an object`);
  }
  return { ...value };
}

/** IAM takes one value wherever it takes a list. */
function textsOf(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((item) => typeof item === 'string');
  if (list.length === 0 || texts.length !== list.length) throw new MalformedPolicy(`${what} must be text, or a list`);
  return texts;
}

function only(from: Readonly<Record<string, unknown>>, known: readonly string[], what: string): void {
  const strange = Object.keys(from).find((key) => !known.includes(key));
  if (strange) throw new MalformedPolicy(`${what} must not hold ${strange}, or the sandbox does not model it`);
}

function conditionsOf(value: unknown): Condition[] {
  return Object.entries(objectOf(value, 'Condition')).flatMap(([name, keys]) => {
    const operator = operators.find((known) => known === name);
    if (!operator) throw new MalformedPolicy(`The sandbox does not model the condition operator ${name}`);
    return Object.entries(objectOf(keys, name)).map(([key, values]) => ({
      operator,
      key,
      values: textsOf(values, key),
    }));
  });
}

function statementOf(value: unknown): Statement {
  const from = objectOf(value, 'Statement');
  only(from, ['Sid', 'Effect', 'Action', 'Resource', 'Condition'], 'A statement');
  if (from.Effect !== 'Allow' && from.Effect !== 'Deny') throw new MalformedPolicy('Effect must be Allow or Deny');
  const actions = textsOf(from.Action, 'Action');
  const bad = actions.find((action) => action !== '*' && !/^[a-z0-9-]+:[A-Za-z*?]+$/.test(action));
  if (bad !== undefined) throw new MalformedPolicy(`Actions must be vendor:action, not ${bad}`);
  const resources = textsOf(from.Resource, 'Resource');
  const strange = resources.find((resource) => resource !== '*' && !/^arn:[^:]+:[^:]*:[^:]*:[^:]*:.+$/s.test(resource));
  if (strange !== undefined) throw new MalformedPolicy(`Resource ${strange} must be in ARN format or "*".`);
  if (resources.some((resource) => /\$\{(?![*?$]\})/.test(resource))) {
    throw new MalformedPolicy('The sandbox does not model policy variables');
  }
  return {
    effect: from.Effect,
    actions,
    resources,
    ...(from.Condition !== undefined && { conditions: conditionsOf(from.Condition) }),
  };
}

/** The statements of a policy in JSON (a session policy has no Principal). Throws MalformedPolicy. */
export function parsePolicy(text: string): Statement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new MalformedPolicy('This policy contains invalid Json');
  }
  const document = objectOf(parsed, 'The policy');
  only(document, ['Version', 'Id', 'Statement'], 'The policy');
  if (document.Version !== '2012-10-17') throw new MalformedPolicy('Version must be 2012-10-17');
  const statements: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (statements.length === 0) throw new MalformedPolicy('The policy has no statement');
  return statements.map(statementOf);
}
