import { type Account, accountLabel, type Schedule } from '../domain/fleet.ts';
import type { DoctorCheck } from './doctor-report.ts';
import { explainCode } from './explain.ts';
import type { AccountProbe, ChatCheck, ChatProbe, CloudProbe, PermissionCheck } from './ports.ts';

export interface DoctorDependencies {
  readonly accounts: readonly Account[];
  readonly schedules: readonly Schedule[];
  readonly cloud: CloudProbe;
  /** Absent when the Slack settings cannot be used. */
  readonly chat?: ChatProbe;
  /** What is wrong with the Slack settings, as sentences. */
  readonly slackProblems: readonly string[];
  /** Where the permissions are tried when an account's regions are `enabled`. */
  readonly homeRegion: string;
  /** The policy statement that allows one permission, to copy; undefined when it is not the scan's. */
  readonly statementFor: (permission: string) => object | undefined;
}

/** Looks at everything that must be set up: never rejects, changes nothing. */
export async function runDoctor(dependencies: DoctorDependencies): Promise<readonly DoctorCheck[]> {
  const [slack, ...accounts] = await Promise.all([
    checkSlack(dependencies),
    ...dependencies.accounts.map((account) => checkAccount(dependencies, account)),
  ]);
  return [...slack, ...accounts.flat(), ...checkSchedules(dependencies.schedules)];
}

async function checkSlack({ chat, slackProblems, schedules }: DoctorDependencies): Promise<DoctorCheck[]> {
  const group = 'Slack';
  const settings = slackProblems.map(
    (problem): DoctorCheck => ({ group, check: 'Settings', outcome: 'problem', detail: problem }),
  );
  if (chat === undefined) return settings;
  const checks = await chat.check(schedules.map(({ channel }) => channel));
  return [...settings, ...checks.map((check) => chatCheck(group, check))];
}

function chatCheck(group: string, { check, ok, detail, fix }: ChatCheck): DoctorCheck {
  return { group, check, outcome: ok ? 'ok' : 'problem', detail, ...(fix !== undefined && { fix }) };
}

async function checkAccount(dependencies: DoctorDependencies, account: Account): Promise<DoctorCheck[]> {
  const group = accountLabel(account);
  const region =
    account.regions === 'enabled' ? dependencies.homeRegion : (account.regions[0] ?? dependencies.homeRegion);
  const probe = await dependencies.cloud.probe(account, { region });
  return [
    identityCheck(group, account, probe),
    ...probe.permissions.map((permission) => permissionCheck(dependencies, group, permission)),
  ];
}

function identityCheck(group: string, account: Account, { identity, error }: AccountProbe): DoctorCheck {
  const check = account.scanRoleArn === undefined ? 'Credentials' : 'Scan role';
  if (error === undefined) return { group, check, outcome: 'ok', detail: identity?.arn ?? 'they work' };
  const { what, next } = explainCode(error.error, error.call);
  const message = error.message === undefined ? '' : ` AWS says: ${error.message}`;
  return { group, check, outcome: 'problem', detail: `${what}${message}`, fix: next };
}

function permissionCheck(dependencies: DoctorDependencies, group: string, permission: PermissionCheck): DoctorCheck {
  const check = permission.permission;
  const where = `in ${permission.region}`;
  if (permission.outcome === 'allowed') return { group, check, outcome: 'ok', detail: where };
  if (permission.outcome === 'not-checked')
    return { group, check, outcome: 'not-checked', detail: 'not needed with these settings, or nothing to try it on' };
  const code = permission.error?.error ?? 'unknown';
  const detail = `${permission.outcome} ${where} (${code})`;
  const statement = permission.outcome === 'denied' ? dependencies.statementFor(check) : undefined;
  const fix = statement
    ? `Add this statement to the role's policy:\n${JSON.stringify(statement, null, 2)}`
    : explainCode(code, permission.error?.call ?? check).next;
  return { group, check, outcome: 'problem', detail, fix };
}

function checkSchedules(schedules: readonly Schedule[]): DoctorCheck[] {
  if (schedules.length > 0) return [];
  const fix = 'Add a schedule (name, cron, timezone, channel) to gluewarden.yaml to get a digest.';
  return [
    {
      group: 'Configuration',
      check: 'Schedules',
      outcome: 'not-checked',
      detail: `none is set: nothing is scanned by itself. ${fix}`,
    },
  ];
}
