import { type Account, accountLabel } from '../../domain/fleet.ts';
import type { CallError } from '../../domain/model.ts';
import { type ProxySettings, shownProxy } from '../../domain/proxy.ts';
import type { ChatProbe } from '../ports/chat.ts';
import type { AccountProbe, CloudProbe } from '../ports/cloud-probe.ts';
import type { CallRole } from '../words/explain-call.ts';
import { checkChat } from './doctor-chat.ts';
import { checkConfiguration, type DoctorAccount, type DoctorConfig } from './doctor-config.ts';
import { checkKeys } from './doctor-keys.ts';
import { identityCheck, permissionChecks } from './doctor-permissions.ts';
import { type EnterStatement, remediationChecks } from './doctor-remediation.ts';
import type { DoctorCheck } from './doctor-report.ts';
import { type BlockedRole, groupBlocked, type RoleCommands } from './doctor-roles.ts';

export interface DoctorDependencies {
  readonly config: DoctorConfig;
  readonly cloud: CloudProbe;
  /** Absent when the Slack settings cannot be used. */
  readonly chat?: ChatProbe;
  /** Absent: there is none. */
  readonly proxy?: ProxySettings;
  /** What is wrong with the Slack settings, as sentences. */
  readonly slackProblems: readonly string[];
  /** Where the permissions are tried when an account's regions are `enabled`. */
  readonly homeRegion: string;
  /** The policy statement of a role that allows one permission, to copy; undefined when it is not the role's. */
  readonly statementFor: (permission: string, role: CallRole) => object | undefined;
  readonly enterStatement: EnterStatement;
  /** What makes the roles of an account that lacks them, to paste; none where they have names of their own. */
  readonly roleCommands?: RoleCommands;
}

/** What was found of an account, with the roles that could not be assumed. */
interface CheckedAccount {
  readonly checks: readonly DoctorCheck[];
  readonly blocked: readonly BlockedRole[];
}

/** Looks at everything that must be set up: never rejects, changes nothing. */
export async function runDoctor(dependencies: DoctorDependencies): Promise<readonly DoctorCheck[]> {
  const { config } = dependencies;
  const [slack, ...accounts] = await Promise.all([
    checkSlack(dependencies),
    ...config.accounts.map((account) => checkAccount(dependencies, account)),
  ]);
  return [
    ...checkConfiguration(config),
    ...networkChecks(dependencies),
    ...slack,
    ...accountsChecks(accounts, dependencies.roleCommands),
  ];
}

/** A role that many accounts lack for the same reason is said once. */
function accountsChecks(accounts: readonly CheckedAccount[], commands: RoleCommands): readonly DoctorCheck[] {
  const blocked = accounts.flatMap((account) => account.blocked);
  const { alone, together } = groupBlocked(blocked, commands);
  const shared = new Set(blocked.flatMap(({ check }) => (alone.has(check) ? [] : check)));
  const shown = (check: DoctorCheck) => (shared.has(check) ? [] : (alone.get(check) ?? check));
  return [...together, ...accounts.flatMap(({ checks }) => checks.flatMap(shown))];
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

const howToSet = 'npm start, which ends at once without it, says step by step where each setting is found.';

async function checkSlack({ chat, slackProblems, config }: DoctorDependencies): Promise<DoctorCheck[]> {
  const settings = slackProblems.map(
    (problem): DoctorCheck => ({
      group: 'Slack',
      check: 'Settings',
      outcome: 'problem',
      detail: problem,
      fix: howToSet,
    }),
  );
  if (chat === undefined) return settings;
  return [...settings, ...(await checkChat(chat, config))];
}

async function checkAccount(dependencies: DoctorDependencies, account: DoctorAccount): Promise<CheckedAccount> {
  const [scan, remediation, keys] = await Promise.all([
    checkScanRole(dependencies, account),
    checkRemediationRole(dependencies, account),
    checkKeys(dependencies.cloud, account, regionsOf(dependencies, account)),
  ]);
  return {
    checks: [...scan.checks, ...keys, ...remediation.checks],
    blocked: [...scan.blocked, ...remediation.blocked],
  };
}

const nothing: CheckedAccount = { checks: [], blocked: [] };

function blockedBy(account: DoctorAccount, role: CallRole, error: CallError, check: DoctorCheck): CheckedAccount {
  return { checks: [check], blocked: [{ account, role, error, check }] };
}

function regionsOf({ homeRegion }: DoctorDependencies, { regions }: Account): readonly string[] {
  return regions === 'enabled' ? [homeRegion] : regions;
}

async function checkScanRole(dependencies: DoctorDependencies, account: DoctorAccount): Promise<CheckedAccount> {
  const regions = regionsOf(dependencies, account);
  const probes = await Promise.all(regions.map((region) => probeRegion(dependencies, account, region)));
  const [first] = probes;
  if (first === undefined) return nothing;
  const statementFor = (permission: string) => dependencies.statementFor(permission, 'scan');
  const probed = { group: accountLabel(account), role: 'scan', statementFor } as const;
  const identity = identityCheck(account.scanRoleArn === undefined ? 'Credentials' : 'Scan role', probed, first);
  if (first.error) return blockedBy(account, 'scan', first.error, identity);
  const permissions = probes.flatMap((probe) => probe.permissions);
  return { checks: [identity, ...permissionChecks(probed, permissions)], blocked: [] };
}

/** In the first region alone. */
async function checkRemediationRole(dependencies: DoctorDependencies, account: DoctorAccount): Promise<CheckedAccount> {
  const { cloud, statementFor, enterStatement } = dependencies;
  const { remediationRoleArn, kmsKeys } = account;
  const [region] = regionsOf(dependencies, account);
  if (remediationRoleArn === undefined || region === undefined) return nothing;
  const key = kmsKeys?.[region];
  const probed = { ...account, remediationRoleArn };
  const probe = await cloud.probeRemediation(probed, { region, ...(key !== undefined && { key }) });
  const statement = (permission: string) => statementFor(permission, 'remediation');
  const checks = remediationChecks(probed, probe, statement, enterStatement);
  const [identity] = checks;
  if (probe.error === undefined || identity === undefined) return { checks, blocked: [] };
  const blocked = blockedBy(account, 'remediation', probe.error, identity);
  return { ...blocked, checks };
}

function probeRegion(
  { cloud, config }: DoctorDependencies,
  account: DoctorAccount,
  region: string,
): Promise<AccountProbe> {
  const key = account.kmsKeys?.[region];
  const tag = config.tags?.[0];
  return cloud.probe(account, { region, ...(key !== undefined && { key }), ...(tag !== undefined && { tag }) });
}
