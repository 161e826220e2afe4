import type { Finding } from '../model.ts';
import { glue005 } from './glue-005.ts';
import type { Rule } from './rule.ts';

/** Every rule that the bot checks. */
export const rules: readonly Rule[] = [glue005];

/** Undefined: a rule of another version, which left a row behind. It is then shown by its id alone. */
export function findRule(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** Rules whose findings a remediation of the bot fixes. */
export const remediableRules: readonly Rule[] = rules.filter(({ remediable }) => remediable);

/**
 * The one guard before anybody is offered a plan: a finding of another rule can be of the same kind and name, and its
 * fix is another.
 */
export function isRemediable({ rule }: Pick<Finding, 'rule'>): boolean {
  return remediableRules.some(({ id }) => id === rule);
}
