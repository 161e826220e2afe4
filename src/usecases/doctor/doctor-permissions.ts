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
  const message = error.message === undefined ? '' : ` AWS says: ${error.message}`;
  return { group, check, outcome: 'problem', detail: `${what}${message}`, fix: next };
}

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
    return [
      { group, check, outcome: 'not-checked', detail: 'not needed with these settings, or nothing to try it on' },
    ];
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
  const quoted = allow || said === undefined || said === code ? '' : ` AWS says: ${said}`;
  return { group, check, outcome: 'problem', detail: `${outcome} in ${region} (${code})${quoted}`, fix };
}
