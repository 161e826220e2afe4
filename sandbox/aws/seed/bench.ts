import { adminPolicy, defaultRegions, makeUser, withOptInRegions } from './identities.ts';
import { jobRoles } from './job-roles.ts';
import type { JobKind, JobOptions } from './jobs.ts';
import type { RegionSeed, Seed } from './model.ts';
import { randomFrom } from './random.ts';
import { RegionBuilder } from './region-builder.ts';

export interface BenchOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many Regions have something in them; at most the 17 that every account has. */
  readonly regions?: number;
}

const account = '123456789012';
const configurations = 50;
const jobs = 200;

/** `name(1)` to `name(count)`: the same names in every Region, as in fleets that are built by a template. */
function numbered(count: number, name: (padded: string) => string): string[] {
  return Array.from({ length: count }, (_, index) => name(String(index + 1).padStart(3, '0')));
}

const configurationNames = numbered(configurations, (number) => `security-configuration-${number}`);
const jobNames = numbered(jobs, (number) => `pipeline-${number}-nightly-etl`);

/** Undefined is one of the things to pick, or there is nothing to pick from. */
function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}

function pickName(from: readonly string[], random: () => number): string {
  return pick(from, random) ?? '';
}

function kindOf(random: () => number): JobKind {
  const dice = random();
  if (dice < 0.8) return 'glueetl';
  if (dice < 0.88) return 'gluestreaming';
  return dice < 0.97 ? 'pythonshell' : 'glueray';
}

function usualJob(random: () => number): JobOptions {
  const options = ['enable', 'pause', 'disable', undefined] as const;
  const bookmark = pick(options, random);
  return { kind: kindOf(random), workers: 2 + Math.floor(random() * 20), ...(bookmark && { bookmark }) };
}

function addUsers(builder: RegionBuilder, random: () => number): void {
  for (const name of numbered(60, (number) => `trigger-${number}`)) {
    builder.trigger(name, [{ job: pickName(jobNames, random) }]);
  }
  for (const name of numbered(10, (number) => `crawler-${number}`)) {
    builder.crawler(name, pickName(configurationNames, random));
  }
  builder.devEndpoint('endpoint-001', configurationNames[0]).session('session-001', configurationNames[1]);
  builder.mlTransform('transform-001', configurationNames[2]);
}

function cleanRegion(region: string, now: number): RegionSeed {
  const random = randomFrom(`clean/${region}`);
  const builder = new RegionBuilder(account, region, now);
  const keys = ['data', 'logs', 'pci'].map((words) => builder.key(words, { alias: words }));
  for (const name of configurationNames) builder.encrypted(name, pickName(keys, random));
  for (const name of jobNames) {
    builder.job(name, { ...usualJob(random), configuration: pickName(configurationNames, random) });
  }
  addUsers(builder, random);
  return builder.build();
}

function addConfiguration(
  builder: RegionBuilder,
  name: string,
  dice: number,
  keys: { good: string; bad: string },
): void {
  if (dice < 0.4) builder.disabled(name);
  else if (dice < 0.48) builder.configuration(name, undefined);
  else if (dice < 0.52) builder.configuration(name, { JobBookmarksEncryptionMode: 'SSE-KMS', KmsKeyArn: keys.good });
  else if (dice < 0.56) builder.configuration(name, { JobBookmarksEncryptionMode: 'CSE-KMS' });
  else builder.encrypted(name, dice < 0.64 ? keys.bad : keys.good);
}

function noncompliantRegion(region: string, now: number): RegionSeed {
  const random = randomFrom(`noncompliant/${region}`);
  const builder = new RegionBuilder(account, region, now);
  const keys = { good: builder.key('data'), bad: builder.key('old', { state: 'Disabled' }) };
  for (const name of configurationNames) addConfiguration(builder, name, random(), keys);
  for (const name of jobNames) {
    const dice = random();
    const usual = usualJob(random);
    if (dice < 0.2) builder.job(name, usual);
    else
      builder.job(name, {
        ...usual,
        configuration: dice < 0.25 ? 'deleted-long-ago' : pickName(configurationNames, random),
      });
  }
  addUsers(builder, random);
  return builder.build();
}

function fleet(name: string, options: BenchOptions, make: (region: string, now: number) => RegionSeed): Seed {
  const regions = defaultRegions
    .slice(0, options.regions ?? defaultRegions.length)
    .map((region) => make(region, options.now));
  return {
    name,
    home: account,
    accounts: [
      {
        id: account,
        name,
        users: [makeUser(account, 'gluewarden', adminPolicy)],
        roles: jobRoles(),
        regions: withOptInRegions(regions),
        audited: {},
      },
    ],
  };
}

/** One account, 17 Regions, 50 configurations and 200 jobs in each, all compliant. */
export function cleanSeed(options: BenchOptions): Seed {
  return fleet('clean', options, cleanRegion);
}

/** The same size with a good share of every kind of finding. */
export function noncompliantSeed(options: BenchOptions): Seed {
  return fleet('noncompliant', options, noncompliantRegion);
}
