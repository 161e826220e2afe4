import { type Account, accountLabel, type Schedule } from '../../domain/fleet.ts';
import { type ProxySettings, shownProxy } from '../../domain/proxy.ts';
import type { ChatCheck, ChatProbe } from '../ports/chat.ts';
import type { AccountProbe, CloudProbe } from '../ports/cloud-probe.ts';
import type { CallRole } from '../words/explain-call.ts';
import { identityCheck, permissionChecks } from './doctor-permissions.ts';
import { type EnterStatement, remediationChecks } from './doctor-remediation.ts';
import type { DoctorCheck } from './doctor-report.ts';

export interface DoctorDependencies {
  readonly accounts: readonly Account[];
  readonly schedules: readonly Schedule[];
  readonly operationsChannel?: string;
  readonly cloud: CloudProbe;
  /** Absent when the Slack settings cannot be used. */
  readonly chat?: ChatProbe;
  /** Absent: there is none. */
  readonly proxy?: ProxySettings;
  /** What is wrong with the Slack settings, as sentences. */
  readonly slackProblems: readonly string[];
  /** Where the permissions are tried when an account's regions are `enabled`. */
  readonly homeRegion: string;
  /** A key to try kms:DescribeKey with. */
  readonly keyFor: (account: Account, region: string) => string | undefined;
  /** The policy statement of a role that allows one permission, to copy; undefined when it is not the role's. */
  readonly statementFor: (permission: string, role: CallRole) => object | undefined;
  readonly enterStatement: EnterStatement;
}

/** Looks at everything that must be set up: never rejects, changes nothing. */
export async function runDoctor(dependencies: DoctorDependencies): Promise<readonly DoctorCheck[]> {
  const [slack, ...accounts] = await Promise.all([
    checkSlack(dependencies),
    ...dependencies.accounts.map((account) => checkAccount(dependencies, account)),
  ]);
  return [...networkChecks(dependencies), ...slack, ...accounts.flat(), ...checkSchedules(dependencies.schedules)];
}

/** Which way everything below was tried. */
function networkChecks({ proxy }: DoctorDependencies): DoctorCheck[] {
  if (proxy === undefined) return [];
  const { https, http, noProxy } = proxy;
  const ways = [https && `https:// by ${shownProxy(https)}`, http && `http:// by ${shownProxy(http)}`];
  const direct = ['this machine', ...noProxy].join(', ');
  const detail = `${ways.filter(Boolean).join(', ')}; directly: ${direct}`;
  return [{ group: 'Network', check: 'Proxy', outcome: 'ok', detail }];
}

async function checkSlack(dependencies: DoctorDependencies): Promise<DoctorCheck[]> {
  const { chat, slackProblems, schedules, operationsChannel } = dependencies;
  const group = 'Slack';
  const settings = slackProblems.map(
    (problem): DoctorCheck => ({ group, check: 'Settings', outcome: 'problem', detail: problem }),
  );
  if (chat === undefined) return settings;
  const channels = schedules.map(({ channel }) => channel);
  const checks = await chat.check(operationsChannel === undefined ? channels : [...channels, operationsChannel]);
  return [...settings, ...checks.map((check) => chatCheck(group, check))];
}

function chatCheck(group: string, { check, ok, notChecked, detail, fix }: ChatCheck): DoctorCheck {
  const outcome = ok ? 'ok' : notChecked ? 'not-checked' : 'problem';
  return { group, check, outcome, detail, ...(fix !== undefined && { fix }) };
}

async function checkAccount(dependencies: DoctorDependencies, account: Account): Promise<DoctorCheck[]> {
  const [scan, remediation] = await Promise.all([
    checkScanRole(dependencies, account),
    checkRemediationRole(dependencies, account),
  ]);
  return [...scan, ...remediation];
}

function regionsOf({ homeRegion }: DoctorDependencies, { regions }: Account): readonly string[] {
  return regions === 'enabled' ? [homeRegion] : regions;
}

async function checkScanRole(dependencies: DoctorDependencies, account: Account): Promise<DoctorCheck[]> {
  const regions = regionsOf(dependencies, account);
  const probes = await Promise.all(regions.map((region) => probeRegion(dependencies, account, region)));
  const [first] = probes;
  if (first === undefined) return [];
  const statementFor = (permission: string) => dependencies.statementFor(permission, 'scan');
  const probed = { group: accountLabel(account), role: 'scan', statementFor } as const;
  const identity = identityCheck(account.scanRoleArn === undefined ? 'Credentials' : 'Scan role', probed, first);
  if (first.error) return [identity];
  return [
    identity,
    ...permissionChecks(
      probed,
      probes.flatMap(({ permissions }) => permissions),
    ),
  ];
}

/** In the first region alone. */
async function checkRemediationRole(dependencies: DoctorDependencies, account: Account): Promise<DoctorCheck[]> {
  const { cloud, keyFor, statementFor, enterStatement } = dependencies;
  const { remediationRoleArn } = account;
  const [region] = regionsOf(dependencies, account);
  if (remediationRoleArn === undefined || region === undefined) return [];
  const key = keyFor(account, region);
  const probed = { ...account, remediationRoleArn };
  const probe = await cloud.probeRemediation(probed, { region, ...(key !== undefined && { key }) });
  return remediationChecks(probed, probe, (permission) => statementFor(permission, 'remediation'), enterStatement);
}

function probeRegion({ cloud, keyFor }: DoctorDependencies, account: Account, region: string): Promise<AccountProbe> {
  const key = keyFor(account, region);
  return cloud.probe(account, { region, ...(key !== undefined && { key }) });
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
