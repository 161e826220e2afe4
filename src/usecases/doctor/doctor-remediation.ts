import { type Account, accountLabel } from '../../domain/fleet.ts';
import type { RemediationProbe } from '../ports/cloud-probe.ts';
import { identityCheck, type ProbedRole, permissionChecks } from './doctor-permissions.ts';
import type { DoctorCheck } from './doctor-report.ts';

/** A statement for the policy of the bot's own identity, that lets it enter the role with a source identity. */
export type EnterStatement = (roleArn: string) => object | undefined;

/** What a probe of an account's remediation role shows. What was not tried is one line: it is most of the role. */
export function remediationChecks(
  account: Account & { readonly remediationRoleArn: string },
  probe: RemediationProbe,
  statementFor: ProbedRole['statementFor'],
  enterStatement: EnterStatement,
): DoctorCheck[] {
  const group = `${accountLabel(account)}, remediation role`;
  const probed = { group, role: 'remediation', statementFor } as const;
  const enter = enterStatement(account.remediationRoleArn);
  const entered = identityCheck('Remediation role', probed, probe);
  const untried = probe.permissions.filter(({ outcome }) => outcome === 'not-checked');
  const tried = probe.permissions.filter(({ outcome }) => outcome !== 'not-checked');
  return [
    probe.error?.error.startsWith('AccessDenied') ? withStatement(entered, enter) : entered,
    ...sourceIdentityCheck(group, probe, enter),
    ...permissionChecks(probed, tried),
    ...(untried.length > 0
      ? [
          {
            group,
            check: 'Other permissions',
            outcome: 'not-checked' as const,
            detail: `${untried.map(({ permission }) => permission).join(', ')} and iam:PassRole: they change something, or need the name of something. A plan tries those that read, and simulates iam:PassRole.`,
          },
        ]
      : []),
  ];
}

function withStatement(check: DoctorCheck, statement: object | undefined): DoctorCheck {
  if (statement === undefined || check.fix === undefined) return check;
  return {
    ...check,
    fix: `${check.fix}\nThe statement for the policy of Gluewarden's own identity:\n${json(statement)}`,
  };
}

function json(statement: object): string {
  return JSON.stringify(statement, null, 2);
}

/** Refused, everything works, and CloudTrail shows less. */
function sourceIdentityCheck(
  group: string,
  { sourceIdentity }: RemediationProbe,
  enter: object | undefined,
): DoctorCheck[] {
  const check = 'Source identity';
  if (sourceIdentity === undefined) return [];
  if (sourceIdentity === 'allowed')
    return [{ group, check, outcome: 'ok', detail: 'CloudTrail will show the plan in each event of an execution' }];
  return [
    {
      group,
      check,
      outcome: 'warning',
      detail: 'refused: plans will be carried in the session name alone',
      fix: [
        "Allow sts:SetSourceIdentity on both sides: in the role's trust policy, beside sts:AssumeRole, and in the policy of Gluewarden's own identity:",
        ...(enter === undefined ? [] : [json(enter)]),
      ].join('\n'),
    },
  ];
}
