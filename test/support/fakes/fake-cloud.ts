import { abortedError } from '../../../src/aws/access/errors.ts';
import { CloudError } from '../../../src/domain/errors.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type {
  CallError,
  Job,
  JobTags,
  KeyDescription,
  SecurityConfiguration,
  Tags,
  Trigger,
} from '../../../src/domain/model.ts';
import type { Cloud, EnteredAccount, TargetReader } from '../../../src/usecases/ports/cloud.ts';

export interface FakeRegion {
  configurations?: readonly SecurityConfiguration[];
  jobs?: readonly Job[];
  triggers?: readonly Trigger[];
  keys?: Readonly<Record<string, KeyDescription | string>>;
  /** Of jobs, by their name. */
  tags?: Readonly<Record<string, Tags>>;
  /** Calls that fail, by operation. */
  fails?: Readonly<Record<string, string>>;
  /** Every read of this region waits for it, or for its signal. */
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

  async enter(account: Account, _signal?: AbortSignal): Promise<EnteredAccount> {
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
    const list = async <T>(call: string, signal: AbortSignal | undefined, items: readonly T[] = []) => {
      this.calls.push(`${account}/${region} ${call}`);
      this.reading += 1;
      this.mostReading = Math.max(this.mostReading, this.reading);
      await Promise.race([fake.gate, ended(signal, fake.gate)]);
      this.reading -= 1;
      const code = signal?.aborted ? abortedError(call, signal).code : fake.fails?.[call];
      const error: CallError | undefined = code === undefined ? undefined : { call, error: code };
      return error ? { items: [], error } : { items };
    };
    return {
      configurations: (signal) => list('GetSecurityConfigurations', signal, fake.configurations),
      jobs: (signal) => list('GetJobs', signal, fake.jobs),
      triggers: (signal) => list('GetTriggers', signal, fake.triggers),
      crawlers: (signal) => list('GetCrawlers', signal),
      devEndpoints: (signal) => list('GetDevEndpoints', signal),
      sessions: (signal) => list('ListSessions', signal),
      transforms: (signal) => list('GetMLTransforms', signal),
      jobTags: (keys, signal) => list('GetResources', signal, tagged(fake.tags, keys)),
      describeKey: async (key, signal) => {
        const { error } = await list('DescribeKey', signal);
        if (error) throw new CloudError(error.call, error.error, error.error);
        const description = fake.keys?.[key] ?? 'NotFoundException';
        if (typeof description === 'string') throw new CloudError('DescribeKey', description, description);
        return description;
      },
    };
  }
}

/** Those of the keys alone, as a service gives them. */
function tagged(tags: FakeRegion['tags'], keys: readonly string[]): JobTags[] {
  return Object.entries(tags ?? {}).map(([job, all]) => {
    return { job, tags: Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key))) };
  });
}

/** Resolves when the signal ends a wait for the gate; without a gate there is none. */
function ended(signal: AbortSignal | undefined, gate: Promise<void> | undefined): Promise<void> | undefined {
  if (gate === undefined) return undefined;
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

export const usableKey: KeyDescription = {
  keyState: 'Enabled',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
};
