import { CloudError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import type { CallError, Job, KeyDescription, SecurityConfiguration, Trigger } from '../../src/domain/model.ts';
import type { Cloud, EnteredAccount, TargetReader } from '../../src/usecases/ports/cloud.ts';

export interface FakeRegion {
  configurations?: readonly SecurityConfiguration[];
  jobs?: readonly Job[];
  triggers?: readonly Trigger[];
  keys?: Readonly<Record<string, KeyDescription | string>>;
  /** Calls that fail, by operation. */
  fails?: Readonly<Record<string, string>>;
  /** Every read of this region waits for it. */
  gate?: Promise<void>;
}

export interface FakeAccount {
  /** An AWS code: the account cannot be entered. */
  refused?: string;
  /** An AWS code: its regions cannot be listed. */
  unlisted?: string;
  regions: Record<string, FakeRegion>;
}

/** A cloud in memory, by account id; `own` is the account of the bot's own credentials. Counts its calls. */
export class FakeCloud implements Cloud {
  readonly accounts: Record<string, FakeAccount>;
  readonly own: string;
  readonly calls: string[] = [];
  reading = 0;
  mostReading = 0;

  constructor(accounts: Record<string, FakeAccount>, own = '111122223333') {
    this.accounts = accounts;
    this.own = own;
  }

  async enter(account: Account): Promise<EnteredAccount> {
    const id = account.id ?? this.own;
    const fake = this.accounts[id];
    if (fake === undefined || fake.refused !== undefined)
      throw new CloudError('AssumeRole', fake?.refused ?? 'AccessDenied', 'refused');
    return {
      id,
      enabledRegions: async () => {
        if (fake.unlisted !== undefined) throw new CloudError('ListRegions', fake.unlisted, 'no list');
        return Object.keys(fake.regions);
      },
      region: (region) => this.#reader(id, region, fake.regions[region] ?? {}),
    };
  }

  #reader(account: string, region: string, fake: FakeRegion): TargetReader {
    const list = async <T>(call: string, items: readonly T[] = []) => {
      this.calls.push(`${account}/${region} ${call}`);
      this.reading += 1;
      this.mostReading = Math.max(this.mostReading, this.reading);
      await fake.gate;
      this.reading -= 1;
      const code = fake.fails?.[call];
      const error: CallError | undefined = code === undefined ? undefined : { call, error: code };
      return error ? { items: [], error } : { items };
    };
    return {
      configurations: () => list('GetSecurityConfigurations', fake.configurations),
      jobs: () => list('GetJobs', fake.jobs),
      triggers: () => list('GetTriggers', fake.triggers),
      crawlers: () => list('GetCrawlers'),
      devEndpoints: () => list('GetDevEndpoints'),
      sessions: () => list('ListSessions'),
      transforms: () => list('GetMLTransforms'),
      describeKey: async (key) => {
        await list('DescribeKey');
        const description = fake.keys?.[key] ?? 'NotFoundException';
        if (typeof description === 'string') throw new CloudError('DescribeKey', description, description);
        return description;
      },
    };
  }
}

export const usableKey: KeyDescription = {
  keyState: 'Enabled',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
};
