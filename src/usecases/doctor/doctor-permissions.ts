import type { AccountProbe, PermissionCheck } from '../ports/cloud-probe.ts';
import { type CallRole, explainCode } from '../words/explain-call.ts';
import { mayBeAllowed } from '../words/explain-sentence.ts';
import { listWords } from '../words/words.ts';
import type { DoctorCheck } from './doctor-report.ts';

/** Whose permissions are shown, and how they can be fixed. */
export interface ProbedRole {
  readonly group: string;
  readonly role: CallRole;
  /** The policy statement that allows one permission, to copy. */
  readonly statementFor: (permission: string) => object | undefined;
}

/** Whether the way in worked, and as whom. */
export function identityCheck(check: string, probed: ProbedRole, { identity, error }: AccountProbe): DoctorCheck {
  const { group, role } = probed;
  if (error === undefined) return { group, check, outcome: 'ok', detail: identity?.arn ?? 'they work' };
  const { what, next } = explainCode(error.error, error.call, role, error.message);
  return { group, check, outcome: 'problem', detail: withAwsWords(what, error.message), fix: next };
}

/** A clause with AWS's own sentence behind it. */
export function withAwsWords(what: string, said: string | undefined): string {
  return said === undefined ? what : `${what}. AWS says: ${said}`;
}

/** Why a permission of the scan was not tried, although its account could be entered. */
const untried: Readonly<Record<string, string>> = {
  'kms:DescribeKey':
    'there is no key to try it on: kmsKeys in gluewarden.yaml names none for the account. An audit says which keys it could not check',
  'account:ListRegions': 'not needed: the configuration lists the regions of the account',
};

/** One line where a permission works, and one for each region where it does not: a policy can differ by region. */
export function permissionChecks(probed: ProbedRole, all: readonly PermissionCheck[]): DoctorCheck[] {
  const byPermission = Map.groupBy(all, ({ permission }) => permission);
  return [...byPermission].flatMap(([permission, checks]) => onePermission(probed, permission, checks));
}

function onePermission(probed: ProbedRole, check: string, checks: readonly PermissionCheck[]): DoctorCheck[] {
  const { group } = probed;
  const allowed = checks.filter(({ outcome }) => outcome === 'allowed').map(({ region }) => region);
  const everywhere = allowed.length === checks.length && allowed.length > 1;
  const detail = everywhere ? `in all ${allowed.length} regions` : `in ${listWords(allowed)}`;
  const problems = checks.filter(({ outcome }) => outcome === 'denied' || outcome === 'failed');
  if (allowed.length === 0 && problems.length === 0)
    return [{ group, check, outcome: 'not-checked', detail: untried[check] ?? 'there is nothing to try it on' }];
  return [
    ...(allowed.length > 0 ? [{ group, check, outcome: 'ok' as const, detail }] : []),
    ...problems.map((problem) => permissionProblem(probed, problem)),
  ];
}

function permissionProblem({ group, role, statementFor }: ProbedRole, problem: PermissionCheck): DoctorCheck {
  const { permission: check, region, outcome, error } = problem;
  const code = error?.error ?? 'unknown';
  const said = error?.message;
  const allow = outcome === 'denied' && mayBeAllowed(said) ? statementFor(check) : undefined;
  const fix = allow
    ? `Add this statement to the role's policy:\n${JSON.stringify(allow, null, 2)}`
    : explainCode(code, error?.call ?? check, role, said).next;
  const quoted = allow || said === code ? undefined : said;
  return { group, check, outcome: 'problem', detail: withAwsWords(`${outcome} in ${region} (${code})`, quoted), fix };
}
