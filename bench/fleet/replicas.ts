import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { cluster } from '../../test/support/postgres/cluster.ts';
import type { Environment } from '../processes.ts';
import { type FleetAws, withFleetAws } from './start.ts';

/** What a scan cost that so many processes share on PostgreSQL. */
export interface ReplicasFigures {
  readonly processes: number;
  /** From the ask until it is recorded. */
  readonly wallMs: number;
  /** Account-regions that were read more than once, in all processes. */
  readonly twice: number;
  readonly missed: number;
  /**
   * How much of all cores was busy meanwhile, by whatever ran: the time of one process times this is the least that any
   * number of them can take here.
   */
  readonly busy: number;
}

interface Recorded {
  readonly stagedMs: number;
  readonly wallMs: number;
  readonly scanned: number;
  readonly unknown: number;
}

/** The same fleet for each number of processes, each on a new database. */
export function measureReplicas(
  home: string,
  asked: { readonly accounts: number; readonly regions: readonly string[]; readonly processes: readonly number[] },
): Promise<readonly ReplicasFigures[]> {
  return withFleetAws(home, { findingsEach: 2, regions: asked.regions }, async (aws) => {
    const server = await cluster();
    const figures: ReplicasFigures[] = [];
    for (const count of asked.processes) {
      const name = `replicas_${count}`;
      await server.sql(`create database ${name}`);
      figures.push(await shared(aws, server.url(name), { ...asked, count }));
    }
    return figures;
  });
}

async function shared(
  aws: FleetAws,
  url: string,
  {
    accounts,
    regions,
    count,
  }: { readonly accounts: number; readonly regions: readonly string[]; readonly count: number },
): Promise<ReplicasFigures> {
  const replicas = [];
  // One after the other: the first makes the tables.
  for (let index = 0; index < count; index += 1)
    replicas.push(await replica(aws.env, [url, String(accounts), ...regions]));
  await aws.take();
  const [first] = replicas;
  const before = coreTimes();
  const { wallMs, scanned }: Recorded = JSON.parse((await first?.scan()) ?? '{}');
  const busy = busyBetween(before, coreTimes());
  const { requests } = await aws.take();
  for (const each of replicas) await each.end();
  const targets = accounts * regions.length;
  return { processes: count, wallMs, twice: (requests.GetJobs ?? 0) - targets, missed: targets - scanned, busy };
}

async function replica(env: Environment, words: readonly string[]) {
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
  const child = spawn(process.execPath, ['bench/fleet/replica.ts', ...words], {
    stdio,
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error('A process that shares a scan has ended');
    return value;
  };
  await next();
  return {
    async scan() {
      child.stdin.write('scan\n');
      return next();
    },
    async end() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}

interface CoreTimes {
  readonly busy: number;
  readonly idle: number;
}

function coreTimes(): CoreTimes {
  const sum = (of: readonly ('user' | 'nice' | 'sys' | 'irq' | 'idle')[]) =>
    cpus().reduce((all, { times }) => all + of.reduce((so, each) => so + times[each], 0), 0);
  return { busy: sum(['user', 'nice', 'sys', 'irq']), idle: sum(['idle']) };
}

/** A share of 1, as the machine counts it. */
export function busyBetween(before: CoreTimes, after: CoreTimes): number {
  const busy = after.busy - before.busy;
  return busy / (busy + after.idle - before.idle);
}
