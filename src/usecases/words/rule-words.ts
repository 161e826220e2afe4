import type { Finding } from '../../domain/model.ts';
import { findRule, rules } from '../../domain/rules/index.ts';
import type { RuleWords } from '../../domain/rules/rule.ts';

type OfRule = Pick<Finding, 'rule'>;

/** Names the rule of a finding, where more than one rule is in play here; else there is nothing to tell apart. */
export function ruleNamer(findings: readonly OfRule[]): (finding: OfRule) => string | undefined {
  const ids = new Set([...rules, ...findings.map(({ rule }) => ({ id: rule }))].map(({ id }) => id));
  return ({ rule }) => (ids.size > 1 ? rule : undefined);
}

/** What a rule asks to be encrypted. Of a rule that another version left behind nothing but its id is known. */
export function wordsOfRule(id: string): RuleWords {
  const unknown = { encryption: `what rule ${id} asks for`, short: id, unprotected: `what rule ${id} asks for` };
  return findRule(id)?.words ?? unknown;
}
