/** One condition of a statement: the key must have one of the values. A key that the request has not never matches. */
export interface Condition {
  readonly operator: 'StringEquals' | 'StringLike' | 'ArnEquals' | 'ArnLike';
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement of a policy. Actions as in IAM ("glue:Get*"); absent regions = all, absent resources = all. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly regions?: readonly string[];
  readonly resources?: readonly string[];
  readonly conditions?: readonly Condition[];
}

/** What somebody wants to do. `resource` "*": the action has no resource-level permission. */
export interface Ask {
  readonly action: string;
  readonly region: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'explicit-deny' | 'no-allow';

/** IAM's patterns: `*` is any text, `?` any one character; `${*}`, `${?}` and `${$}` are those characters themselves. */
function iamMatches(pattern: string, value: string): boolean {
  if (!/[*?$]/.test(pattern)) return pattern === value;
  const source = pattern.replace(/\$\{([*?$])\}|[*?.+^${}()|[\]\\]/g, (found, literal?: string) => {
    if (literal) return `\\${literal}`;
    if (found === '*') return '.*';
    return found === '?' ? '.' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's').test(value);
}

function holds(condition: Condition, ask: Ask): boolean {
  const context: Readonly<Record<string, string>> = { 'aws:RequestedRegion': ask.region, ...ask.context };
  // IAM compares the names of condition keys without case.
  const found = Object.entries(context).find(([key]) => key.toLowerCase() === condition.key.toLowerCase())?.[1];
  if (found === undefined) return false;
  const exact = condition.operator === 'StringEquals';
  return condition.values.some((value) => (exact ? value === found : iamMatches(value, found)));
}

function applies(statement: Statement, ask: Ask): boolean {
  // IAM compares actions without case, and resources with it.
  const wanted = ask.action.toLowerCase();
  if (!statement.actions.some((pattern) => iamMatches(pattern.toLowerCase(), wanted))) return false;
  if (statement.regions !== undefined && !statement.regions.includes(ask.region)) return false;
  if (statement.resources && !statement.resources.some((pattern) => iamMatches(pattern, ask.resource))) return false;
  return (statement.conditions ?? []).every((condition) => holds(condition, ask));
}

/** IAM's order: an explicit deny wins, then an allow, else denied. */
export function decide(policy: readonly Statement[], ask: Ask): Decision {
  const relevant = policy.filter((statement) => applies(statement, ask));
  if (relevant.some((statement) => statement.effect === 'Deny')) return 'explicit-deny';
  return relevant.some((statement) => statement.effect === 'Allow') ? 'allowed' : 'no-allow';
}
