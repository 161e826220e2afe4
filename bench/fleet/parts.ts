import { openStore } from '../../src/store/open-store.ts';
import type { StagedTarget } from '../../src/usecases/ports/staged-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { cluster } from '../../test/support/postgres/cluster.ts';
import { accountId, seventeenRegions } from './options.ts';

/** What the queue of a shared scan costs, with nothing scanned. */
export interface PartsFigures {
  readonly parts: number;
  readonly processes: number;
  readonly enqueuedMs: number;
  /** Each part taken, proven, staged and ended, by all of them at once. */
  readonly drainedMs: number;
  /** The same staged by the same, in as many transactions, without a queue. */
  readonly stagedMs: number;
}

const leaseMs = 45_000;
const partsATake = 8;
const scanId = 'the-scan';
const counts = { targets: seventeenRegions.length, found: 0, unknown: 0, exposed: 0, worst: [] };

const targetsOf = (account: string): readonly StagedTarget[] =>
  seventeenRegions.map((region) => ({ account, region, outcome: 'scanned', rules: ['Glue-005'], findings: [] }));

/** An account is a part: 1,000 of 17 Regions are 17,000 account-regions. */
export async function measureParts(asked: {
  readonly parts: number;
  readonly processes: number;
}): Promise<PartsFigures> {
  const server = await cluster();
  const name = `parts_${asked.processes}`;
  await server.sql(`create database ${name}`);
  const stores: Store[] = [];
  for (let count = 0; count < asked.processes; count += 1)
    stores.push(await openStore({ databaseUrl: server.url(name) }));
  try {
    const [first] = stores;
    if (first === undefined) throw new Error('Somebody must have the parts');
    await first.scans.begin({ id: scanId, processId: '0', startedAt: Date.now(), scope: 'bench', caughtUp: false });
    const enqueuedMs = await timed(() => enqueue(first, asked.parts));
    const drainedMs = await timed(() => Promise.all(stores.map((store, index) => drain(store, String(index)))));
    const { left } = await first.parts.standing(scanId);
    if (left > 0) throw new Error(`${left} parts were left`);
    await first.staged.abandon(scanId);
    const each = Math.ceil(asked.parts / stores.length);
    const stagedMs = await timed(() => Promise.all(stores.map((store, index) => stage(store, index * each, each))));
    return { ...asked, enqueuedMs, drainedMs, stagedMs };
  } finally {
    for (const store of stores) await store.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function enqueue({ parts }: Store, many: number): Promise<void> {
  const each = Array.from({ length: many }, (_, index) => ({
    account: accountId(index),
    configuration: 'c',
    targets: counts.targets,
  }));
  for (let from = 0; from < many; from += 500) await parts.add({ scanId }, each.slice(from, from + 500), from);
}

/** As a process does it that is ready with everything at once. */
async function drain(store: Store, processId: string): Promise<void> {
  for (;;) {
    const now = await store.now();
    const held = { processId, now, leaseUntil: now + leaseMs, limit: partsATake };
    const taken = await store.parts.take({ ...held, isKnown: () => true });
    if (taken.length === 0) return;
    await Promise.all(
      taken.map((part) =>
        store.transaction(async ({ parts, staged }) => {
          if (!(await parts.isHeld(processId, part))) return;
          await staged.stage(scanId, targetsOf(part.account));
          await parts.end(part, counts);
        }),
      ),
    );
  }
}

/** As many at once. */
async function stage(store: Store, from: number, many: number): Promise<void> {
  for (let done = 0; done < many; done += partsATake)
    await Promise.all(
      Array.from({ length: Math.min(partsATake, many - done) }, (_, index) =>
        store.transaction(({ staged }) => staged.stage(scanId, targetsOf(accountId(from + done + index)))),
      ),
    );
}
