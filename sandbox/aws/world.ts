import { Collection } from './collection.ts';
import type { AwaitedRun, Bookmark, JobRun } from './glue/runs/run-shapes.ts';
import type {
  ColumnStatisticsTaskSettings,
  Crawler,
  DevEndpoint,
  Job,
  MLTransform,
  SecurityConfiguration,
  Session,
  Table,
  Tags,
  Trigger,
} from './glue/shapes.ts';
import { tableKey } from './glue/table-key.ts';
import type { Alias, Key } from './kms/shapes.ts';
import { type OrganizationState, organizationSeed, organizationState } from './organizations/state.ts';
import type { AccountSeed, OptStatus, RegionSeed, RoleSeed, Seed, UserSeed } from './seed/model.ts';
import { type Settings, usualSettings } from './settings.ts';

/** Everything in one account and region. A write operation changes these collections and nothing else. */
export interface RegionState {
  readonly securityConfigurations: Collection<SecurityConfiguration>;
  readonly jobs: Collection<Job>;
  readonly triggers: Collection<Trigger>;
  readonly crawlers: Collection<Crawler>;
  readonly devEndpoints: Collection<DevEndpoint>;
  readonly sessions: Collection<Session>;
  readonly mlTransforms: Collection<MLTransform>;
  /** By {@link tableKey}. */
  readonly tables: Collection<Table>;
  /** By {@link tableKey}, of the tables that have settings. */
  readonly columnStatistics: Collection<ColumnStatisticsTaskSettings>;
  /** By run id, the oldest first. */
  readonly jobRuns: Collection<JobRun>;
  /** By job. */
  readonly bookmarks: Collection<Bookmark>;
  /** By "job/name", "trigger/name" and so on. */
  readonly tags: Collection<Tags>;
  /** Jobs whose script UpdateJob has generated again from a graph: what must never happen. By job. */
  readonly regenerated: Collection<Regeneration>;
  /** By key id. */
  readonly keys: Collection<Key>;
  /** By name, with the prefix "alias/". */
  readonly aliases: Collection<Alias>;
}

interface Regeneration {
  readonly times: number;
}

export interface AccountState {
  readonly id: string;
  readonly name: string;
  readonly users: readonly UserSeed[];
  readonly roles: Map<string, RoleSeed>;
  readonly optStatus: Map<string, OptStatus>;
  readonly regions: Map<string, RegionState>;
}

function keyed<T extends object>(items: readonly T[] | undefined, name: (item: T) => string): Collection<T> {
  return new Collection((items ?? []).map((item) => [name(item), item] as const));
}

function regionState(seed?: RegionSeed): RegionState {
  const glue = seed?.glue;
  return {
    securityConfigurations: keyed(glue?.securityConfigurations, (item) => item.Name),
    jobs: keyed(glue?.jobs, (item) => item.Name),
    triggers: keyed(glue?.triggers, (item) => item.Name),
    crawlers: keyed(glue?.crawlers, (item) => item.Name),
    devEndpoints: keyed(glue?.devEndpoints, (item) => item.EndpointName),
    sessions: keyed(glue?.sessions, (item) => item.Id),
    mlTransforms: keyed(glue?.mlTransforms, (item) => item.TransformId),
    tables: keyed(glue?.tables, (item) => tableKey(item.DatabaseName, item.Name)),
    columnStatistics: keyed(glue?.columnStatistics, (item) => tableKey(item.DatabaseName, item.TableName)),
    jobRuns: keyed(glue?.jobRuns, (item) => item.Id),
    bookmarks: keyed(glue?.bookmarks, (item) => item.entry.JobName),
    tags: new Collection(Object.entries(glue?.tags ?? {})),
    regenerated: new Collection(),
    keys: keyed(seed?.kms?.keys, (item) => item.metadata.KeyId),
    aliases: keyed(seed?.kms?.aliases, (item) => item.AliasName),
  };
}

function accountState(seed: AccountSeed): AccountState {
  return {
    id: seed.id,
    name: seed.name,
    users: seed.users,
    roles: new Map(seed.roles.map((role) => [role.name, role])),
    optStatus: new Map(seed.regions.map((region) => [region.name, region.status])),
    regions: new Map(seed.regions.map((region) => [region.name, regionState(region)])),
  };
}

/** The state of the local AWS: accounts, and the store of each account and region. */
export class World {
  readonly seed: Seed;
  readonly settings: Settings = usualSettings();
  /** Runs that stay open until a test ends them. */
  readonly heldRuns = new Set<string>();
  /** Runs that will start by themselves: by account, Region and job. */
  readonly awaitedRuns = new Map<string, AwaitedRun>();
  readonly accounts: ReadonlyMap<string, AccountState>;
  /** Absent: AWS Organizations is in use by none of them. */
  readonly organization: OrganizationState | undefined;

  constructor(seed: Seed) {
    this.seed = seed;
    this.organization = seed.organization && organizationState(seed.organization);
    this.accounts = new Map(seed.accounts.map((account) => [account.id, accountState(account)]));
  }

  account(id: string): AccountState {
    const found = this.accounts.get(id);
    if (!found) throw new RangeError(`The sandbox has no account ${id}`);
    return found;
  }

  /** The store of one account and region; an empty one is made for a region that the seed left out. */
  region(account: string, region: string): RegionState {
    const { regions } = this.account(account);
    const found = regions.get(region);
    if (found) return found;
    const made = regionState();
    regions.set(region, made);
    return made;
  }

  /** The present state as a seed, for the truth of what a test has changed. */
  snapshot(): Seed {
    const accounts = this.seed.accounts.map((seed) => this.#snapshotAccount(seed));
    const { organization } = this;
    return { ...this.seed, accounts, ...(organization && { organization: organizationSeed(organization) }) };
  }

  #snapshotAccount(seed: AccountSeed): AccountSeed {
    const account = this.account(seed.id);
    const regions = [...account.optStatus].map(([name, status]): RegionSeed => {
      const { keys, aliases, ...glue } = this.region(seed.id, name);
      return {
        name,
        status,
        glue: {
          securityConfigurations: glue.securityConfigurations.list(),
          jobs: glue.jobs.list(),
          triggers: glue.triggers.list(),
          crawlers: glue.crawlers.list(),
          devEndpoints: glue.devEndpoints.list(),
          sessions: glue.sessions.list(),
          mlTransforms: glue.mlTransforms.list(),
          tables: glue.tables.list(),
          columnStatistics: glue.columnStatistics.list(),
          jobRuns: glue.jobRuns.list(),
          bookmarks: glue.bookmarks.list(),
          tags: Object.fromEntries(glue.tags.entries()),
        },
        kms: { keys: keys.list(), aliases: aliases.list() },
      };
    });
    return { ...seed, roles: [...account.roles.values()], regions };
  }
}
