import { globMatches } from './glob.ts';

/** One statement of an identity's policy. Actions as in IAM ("glue:Get*"); absent regions = all. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly regions?: readonly string[];
}

export type Decision = 'allowed' | 'explicit-deny' | 'no-allow';

function applies(statement: Statement, action: string, region: string): boolean {
  // IAM compares actions without case.
  const wanted = action.toLowerCase();
  if (!statement.actions.some((pattern) => globMatches(pattern.toLowerCase(), wanted))) return false;
  return statement.regions === undefined || statement.regions.includes(region);
}

/** IAM's order: an explicit deny wins, then an allow, else denied. */
export function decide(policy: readonly Statement[], action: string, region: string): Decision {
  const relevant = policy.filter((statement) => applies(statement, action, region));
  if (relevant.some((statement) => statement.effect === 'Deny')) return 'explicit-deny';
  return relevant.some((statement) => statement.effect === 'Allow') ? 'allowed' : 'no-allow';
}
