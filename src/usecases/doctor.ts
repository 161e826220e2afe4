import { type Account, accountLabel, type Schedule } from '../domain/fleet.ts';
import type { DoctorCheck } from './doctor-report.ts';
import { explainCode, listWords } from './explain.ts';
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
  /** A key to try kms:DescribeKey with. */
  readonly keyFor: (account: Account, region: string) => string | undefined;
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
  const regions = account.regions === 'enabled' ? [dependencies.homeRegion] : account.regions;
  const probes = await Promise.all(regions.map((region) => probeRegion(dependencies, account, region)));
  const [first] = probes;
  if (first === undefined) return [];
  if (first.error) return [identityCheck(group, account, first)];
  const byPermission = Map.groupBy(
    probes.flatMap(({ permissions }) => permissions),
    ({ permission }) => permission,
  );
  const permissions = [...byPermission.values()].flatMap((checks) => permissionChecks(dependencies, group, checks));
  return [identityCheck(group, account, first), ...permissions];
}

function probeRegion({ cloud, keyFor }: DoctorDependencies, account: Account, region: string): Promise<AccountProbe> {
  const key = keyFor(account, region);
  return cloud.probe(account, { region, ...(key !== undefined && { key }) });
}

function identityCheck(group: string, account: Account, { identity, error }: AccountProbe): DoctorCheck {
  const check = account.scanRoleArn === undefined ? 'Credentials' : 'Scan role';
  if (error === undefined) return { group, check, outcome: 'ok', detail: identity?.arn ?? 'they work' };
  const { what, next } = explainCode(error.error, error.call);
  const message = error.message === undefined ? '' : ` AWS says: ${error.message}`;
  return { group, check, outcome: 'problem', detail: `${what}${message}`, fix: next };
}

/** One line where a permission works, and one for each region where it does not: a policy can differ by region. */
function permissionChecks(
  dependencies: DoctorDependencies,
  group: string,
  checks: readonly PermissionCheck[],
): DoctorCheck[] {
  const [first] = checks;
  if (first === undefined) return [];
  const check = first.permission;
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
    ...problems.map((problem) => permissionProblem(dependencies, group, problem)),
  ];
}

function permissionProblem(dependencies: DoctorDependencies, group: string, problem: PermissionCheck): DoctorCheck {
  const { permission: check, region, outcome, error } = problem;
  const code = error?.error ?? 'unknown';
  const statement = outcome === 'denied' ? dependencies.statementFor(check) : undefined;
  const fix = statement
    ? `Add this statement to the role's policy:\n${JSON.stringify(statement, null, 2)}`
    : explainCode(code, error?.call ?? check).next;
  return { group, check, outcome: 'problem', detail: `${outcome} in ${region} (${code})`, fix };
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
