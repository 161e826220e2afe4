import { awsNetwork, type Environment, type NetworkSettings } from './app-network.ts';
import type { Config, ConfiguredAccount, ConfiguredOrganization } from './config/model.ts';
import { isAccountName } from './config/values.ts';
import { type Account, accountPartition } from './domain/fleet.ts';
import { partitionOfArn } from './domain/glue-arn.ts';
import { joinFleet } from './domain/organization/join-fleet.ts';
import type { Member } from './domain/organization/members.ts';
import { asksFor, hasMemberRoles, listingFilters, memberAccount } from './domain/organization/organization.ts';
import { ownerProblem } from './domain/organization/owner.ts';
import { systemClock } from './ops/system-clock.ts';
import type { DoctorCheck } from './usecases/doctor/doctor-report.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import { whileBusy } from './usecases/while-busy.ts';
import { roleCommands } from './usecases/words/role-commands.ts';

interface FleetParts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly env: Environment;
  readonly settings: NetworkSettings;
  onAnnounced(): void;
  onChanged(): void;
}

export interface FleetWatch {
  /** Its accounts are those that are known now: whoever takes them once has one fleet for one piece of work. */
  readonly config: Config;
  /** Before a scan. Absent: there is no organization, and nothing ever changes. */
  readonly refresh?: () => Promise<void>;
  /** Takes what another process listed since, before something is decided about an account. */
  readonly newest: () => Promise<void>;
  /** Whether what is known of an account may decide about a change there now. */
  readonly mayDecide: (account: string) => Promise<boolean>;
  /** A listing that goes on ends, and none begins. */
  stop(): void;
  close(): void;
}

/** Without an organization nothing of AWS Organizations is loaded. */
export async function createFleetWatch(parts: FleetParts): Promise<FleetWatch> {
  const { config, env, settings, clock, log } = parts;
  const { organization, schedules, operations } = config;
  if (organization === undefined) return unchanging(config);
  const [{ createOrganizationReader }, { createCloudProbe }, { createKnownFleet }, joining] = await Promise.all([
    import('./aws/organization.ts'),
    import('./aws/probe/probe.ts'),
    import('./usecases/organization/known-fleet.ts'),
    joiningOf(config, organization, settings),
  ]);
  const reader = createOrganizationReader(organization, { clock, log, env, ...awsNetwork(settings) });
  const probe = createCloudProbe({ clock, ...awsNetwork(settings), profile: env.AWS_PROFILE });
  const channel = operations?.channel ?? schedules[0]?.channel;
  const known = createKnownFleet<ConfiguredAccount>({
    ...parts,
    ...joining,
    organization,
    reader,
    probe,
    homeRegion: settings.awsRegion ?? 'us-east-1',
    roleCommands: commandsFor(organization, await configuredPartition(config, settings)),
    ...(channel !== undefined && { channel }),
  });
  // Its database was open a moment ago: where it is away now, the start waits for it as before.
  await whileBusy(() => known.load());
  return {
    config: {
      ...config,
      get accounts() {
        return known.accounts;
      },
    },
    refresh: () => known.refresh(),
    newest: () => known.newest(),
    mayDecide: (account) => known.mayDecide(account),
    stop: () => known.stop(),
    close() {
      known.stop();
      reader.close();
      probe.close();
    },
  };
}

function unchanging(config: Config): FleetWatch {
  const nothing = () => undefined;
  return { config, newest: async () => undefined, mayDecide: async () => true, stop: nothing, close: nothing };
}

/**
 * How members become accounts. An id that a schedule names is scanned whatever the listing says, so that it is never
 * silent; whether it may be changed is said by the listing alone.
 */
async function joiningOf(config: Config, organization: ConfiguredOrganization, { awsRegion }: NetworkSettings) {
  const [{ reservedWords }, { partitionOf }] = await Promise.all([
    import('../commands/index.ts'),
    import('./aws/access/partition.ts'),
  ]);
  const reserved = reservedWords();
  const { approvals } = organization;
  const make = (member: Omit<Member, 'name'> & { readonly name?: string }): ConfiguredAccount => ({
    ...memberAccount(organization, member),
    ...(approvals && { approvals }),
    ...ownerTrouble(member),
  });
  const partition = partitionOfArn(organization.roleArn ?? '') ?? partitionOf(awsRegion ?? 'us-east-1').name;
  const listed = new Set(config.accounts.flatMap(({ id, name }) => [id, name?.toLowerCase()]));
  const named = config.schedules
    .flatMap(({ accounts = [] }) => accounts)
    .filter((word) => !listed.has(word.toLowerCase()));
  return {
    byHand: config.accounts,
    named: [...new Set(named)].map((id): ConfiguredAccount => {
      const { remediationRoleArn: _never, ...account } = make({ id, partition });
      return account;
    }),
    make,
    isUsableName: (name: string) => isAccountName(name) === undefined && !reserved.has(name.toLowerCase()),
  };
}

function ownerTrouble({ ownerTags = {} }: Pick<Member, 'ownerTags'>): Pick<ConfiguredAccount, 'ownerProblem'> {
  const problem = ownerProblem(ownerTags);
  return problem === undefined ? {} : { ownerProblem: problem };
}

/**
 * The configuration with the accounts of its organization, listed now: for a command that keeps nothing.
 * @throws {CloudError} when they cannot be listed
 */
export async function listedConfig(
  config: Config,
  env: Environment,
  log: Log,
  settings: NetworkSettings,
): Promise<Config> {
  const { organization } = config;
  if (organization === undefined) return config;
  const [{ createOrganizationReader }, { byHand, named, make, isUsableName }] = await Promise.all([
    import('./aws/organization.ts'),
    joiningOf(config, organization, settings),
  ]);
  const reader = createOrganizationReader(organization, { clock: systemClock, log, env, ...awsNetwork(settings) });
  try {
    const { members } = await reader.list(new Set());
    return { ...config, accounts: joinFleet(byHand, members, make, isUsableName, named) };
  } finally {
    reader.close();
  }
}

/** The same with the accounts that a bot listed last, as its database has them: AWS is not asked. */
export async function storedConfig(
  config: Config,
  store: Pick<Store, 'organization'>,
  settings: NetworkSettings,
): Promise<Config> {
  const { organization } = config;
  if (organization === undefined) return config;
  const { byHand, named, make, isUsableName } = await joiningOf(config, organization, settings);
  const { listed } = await store.organization.get(listingFilters(organization));
  return { ...config, accounts: joinFleet(byHand, listed?.listing.members ?? [], make, isUsableName, named) };
}

/** Of every account, as IAM reads a pattern: which accounts there are changes, and each role's trust names the bot. */
export function organizationRoles(
  { organization }: Config,
  role: 'scan' | 'remediation',
  partition: string,
): readonly string[] {
  const { scanRoleName, remediationRoleName, roleArn } = organization ?? {};
  const name = role === 'scan' ? scanRoleName : remediationRoleName;
  const reader = role === 'scan' && roleArn !== undefined ? [roleArn] : [];
  return [
    ...reader,
    ...(name === undefined ? [] : [`arn:${partition}:iam::*:role/${name.replaceAll('{accountId}', '*')}`]),
  ];
}

/**
 * A role can only be assumed from its own partition, so all accounts share one: that of their roles, else of the regions
 * that are configured, else of the bot's own.
 */
export async function configuredPartition(
  { accounts, organization }: Config,
  { awsRegion }: NetworkSettings,
): Promise<string> {
  const { partitionOf } = await import('./aws/access/partition.ts');
  const [region] = [...accounts, ...(organization ? [organization] : [])].flatMap(({ regions }) =>
    regions === 'enabled' ? [] : regions,
  );
  const [named] = [
    accounts.flatMap((each) => accountPartition(each) ?? []),
    partitionOfArn(organization?.roleArn ?? '') ?? [],
  ].flat();
  return named ?? partitionOf(region ?? awsRegion ?? 'us-east-1').name;
}

export interface DoctorFleet {
  /** With the accounts that could be listed. */
  readonly config: Config;
  readonly checks: readonly DoctorCheck[];
  /** What makes the roles of an account, to paste; none where they are not those of the organization. */
  readonly roleCommands?: (account: Account) => readonly string[];
}

/** For doctor: what cannot be listed is a problem of its own, and everything else is tried all the same. */
export async function doctorFleet(
  config: Config,
  env: Environment,
  log: Log,
  settings: NetworkSettings,
): Promise<DoctorFleet> {
  const { organization } = config;
  if (organization === undefined) return { config, checks: [] };
  const [{ createOrganizationReader }, { organizationChecks }, policies, joining, partition] = await Promise.all([
    import('./aws/organization.ts'),
    import('./usecases/doctor/doctor-organization.ts'),
    import('./aws/policies/policies.ts'),
    joiningOf(config, organization, settings),
    configuredPartition(config, settings),
  ]);
  const { roleArn } = organization;
  const reader = createOrganizationReader(organization, { clock: systemClock, log, env, ...awsNetwork(settings) });
  try {
    const probed = await reader.probe();
    const checks = organizationChecks({
      probed,
      operations: policies.organizationOperations(asksFor(organization)).map(({ operation }) => operation),
      statementFor: (permission) => policies.missingOrganizationStatement(permission, partition),
      ...(roleArn !== undefined && { roleArn }),
    });
    const { byHand, named, make, isUsableName } = joining;
    const accounts = joinFleet(byHand, probed.listing?.members ?? [], make, isUsableName, named);
    const commands = commandsFor(organization, partition);
    const roleCommands = (account: Account) => (hasMemberRoles(organization, account) ? commands : []);
    return { config: { ...config, accounts }, checks, roleCommands };
  } finally {
    reader.close();
  }
}

function commandsFor({ remediationRoleName }: ConfiguredOrganization, partition: string): readonly string[] {
  return roleCommands({ remediation: remediationRoleName !== undefined, partition });
}
