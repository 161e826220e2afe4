import { type Access, type Account, accountLabel, type Schedule } from '../../domain/fleet.ts';
import type { Owner } from '../../domain/model.ts';
import type { Approvals } from '../../domain/remediation/approval.ts';
import type { DoctorCheck } from './doctor-report.ts';

export interface DoctorAccount extends Account {
  /** ARNs of keys or aliases, by region. */
  readonly kmsKeys?: Readonly<Record<string, string>>;
  /** The whole approvals of this account; absent: the common ones hold. */
  readonly approvals?: Approvals;
  readonly ownerProblem?: string;
}

/** What the configuration names, as far as doctor looks at it. A test holds every key of the schema against this. */
export interface DoctorConfig {
  readonly accounts: readonly DoctorAccount[];
  readonly schedules: readonly Schedule[];
  readonly access?: Access;
  readonly approvals?: Approvals;
  readonly operations?: { readonly channel: string };
  readonly tags?: readonly string[];
  readonly owners?: readonly { readonly owner: Owner }[];
  /** What is odd and allowed. */
  readonly warnings: readonly { readonly path: string; readonly line?: number; readonly message: string }[];
}

const group = 'Configuration';

/** What can be said of the configuration without asking anybody. */
export function checkConfiguration(config: DoctorConfig): DoctorCheck[] {
  return [
    ...config.warnings.map(({ path, line, message }): DoctorCheck => {
      const position = [...(line === undefined ? [] : [`line ${line}`]), path].filter((part) => part !== '');
      return { group, check: position.join(', ') || 'File', outcome: 'warning', detail: message };
    }),
    ...config.accounts.flatMap((account) => accountChecks(account, config)),
    ...scheduleChecks(config),
  ];
}

function accountChecks(account: DoctorAccount, config: DoctorConfig): DoctorCheck[] {
  return [...approvalChecks(account, config), ...ownerChecks(account)];
}

function ownerChecks(account: DoctorAccount): DoctorCheck[] {
  if (account.ownerProblem === undefined) return [];
  const fix = 'Tag the account with the id, as Slack shows it in the details of the channel or group.';
  return [{ group, check: accountLabel(account), outcome: 'warning', detail: account.ownerProblem, fix }];
}

function mayBeApproved({ approvals: own, owner }: DoctorAccount, common: Approvals | undefined): boolean {
  const approvers = (own ?? common)?.approvers;
  if (approvers === undefined) return false;
  const { users, usergroups } = approvers;
  return users.length + usergroups.length > 0 || owner?.usergroup !== undefined;
}

function approvalChecks(account: DoctorAccount, { approvals }: DoctorConfig): DoctorCheck[] {
  const check = accountLabel(account);
  if (account.remediationRoleArn === undefined || mayBeApproved(account, approvals)) return [];
  const detail = 'it has a remediationRoleArn, and nobody may approve a remediation';
  return [{ group, check, outcome: 'warning', detail, fix: 'Add approvals with approvers, or remove the role.' }];
}

function scheduleChecks({ schedules }: DoctorConfig): DoctorCheck[] {
  if (schedules.length > 0) return [];
  const fix = 'Add a schedule (name, cron, timezone, channel) to gluewarden.yaml to get a digest.';
  const detail = `none is set: nothing is scanned by itself. ${fix}`;
  return [{ group, check: 'Schedules', outcome: 'not-checked', detail }];
}
