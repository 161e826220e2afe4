// `node bench/grown-database/growth.ts [days]`: how the file grows by a daily scan of 1,000 accounts in 17 regions with
// 0, 50 and 5,000 findings that open and as many that are resolved, with everything kept for 30 days: bytes a scan before
// anything is removed and after it has levelled off, and the size of the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dayMs, defaultRetention } from '../../src/domain/retention.ts';
import { openStore } from '../../src/store/open-store.ts';
import { pruneRecords } from '../../src/usecases/bot/prune-records.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { renderTable } from '../table.ts';
import { digestOf, everyResult } from './fill.ts';
import { grownFleet, now as lastDay, schedules } from './fleet.ts';

const days = Number(process.argv[2] ?? 150);
const fleet = grownFleet();
const { findingOf } = fleet;
const retention = {
  ...defaultRetention,
  findings: 30 * dayMs,
  scans: 30 * dayMs,
  slots: 30 * dayMs,
  messages: 30 * dayMs,
};
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Size {
  readonly file: number;
  readonly used: number;
}

function sizeOf(file: string): Size {
  const hand = new DatabaseSync(file, { readOnly: true });
  const pragma = (name: string) => Number(hand.prepare(`pragma ${name}`).get()?.[name]);
  const [page, pages, free] = [pragma('page_size'), pragma('page_count'), pragma('freelist_count')];
  hand.close();
  return { file: page * pages, used: page * (pages - free) };
}

/** Each finding is resolved by the next scan, so that as many are open after each. */
async function scanOnce(store: Store, day: number, changes: number): Promise<void> {
  const at = lastDay + (day - days) * dayMs;
  await store.transaction(async ({ scans, schedules: slots, outbox, findings }) => {
    const scan = { id: `scan-${day}`, processId: 'p', startedAt: at, scope: 'all accounts', schedule: 'daily' };
    await slots.claim('daily', at, 'p', at);
    await scans.begin({ ...scan, slotAt: at, caughtUp: false });
    const open = (index: number) => ({ ...findingOf(index % 50_000), id: `f${day}-${index}` });
    const fresh = Array.from({ length: changes }, (_, index) => open(day * changes + index));
    await findings.insert(fresh.map(({ resolvedAt: _, ...row }) => ({ ...row, firstSeenAt: at, lastSeenAt: at })));
    const before = Array.from({ length: changes }, (_, index) => `f${day - 1}-${(day - 1) * changes + index}`);
    await findings.resolve(before, at);
    await scans.finish(scan.id, at, { scanned: 17_000, unknown: 0, opened: changes, resolved: changes, open: changes });
    await slots.finish('daily', at, 'p', at);
    await slots.setLastDigest('daily', at);
    await outbox.add([
      { id: `digest-${day}`, channel: 'C0DAILY0000', createdAt: at, message: digestOf(fleet, day % 365) },
    ]);
    await outbox.sent(`digest-${day}`, 'C0DAILY0000', `${at}.1`, at);
  });
  const then: Store = { ...store, now: async () => at + 60_000 };
  await pruneRecords({ store: then, log: silent, processId: 'p', retention, schedules });
}

async function grow(changes: number): Promise<readonly Size[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gluewarden-growth-'));
  try {
    const file = join(folder, 'growth.db');
    const store = await openStore({ databaseUrl: `sqlite:${file}`, waitMs: 60_000 });
    await store.targets.save(everyResult(fleet), lastDay - days * dayMs);
    const sizes: Size[] = [];
    for (let day = 0; day < days; day += 1) {
      await scanOnce(store, day, changes);
      sizes.push(sizeOf(file));
    }
    await store.close();
    return sizes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const perScan = (sizes: readonly Size[], from: number, to: number, what: keyof Size) =>
  Math.round(((sizes[to]?.[what] ?? 0) - (sizes[from]?.[what] ?? 0)) / (to - from));

const rows: string[][] = [];
for (const changes of [0, 50, 5_000]) {
  const sizes = await grow(changes);
  const half = Math.floor(days / 2);
  const megabytes = (at: number) => ((sizes[at]?.file ?? 0) / 1e6).toFixed(1);
  rows.push([
    String(changes),
    ...[
      perScan(sizes, 5, 29, 'used'),
      perScan(sizes, half, days - 1, 'used'),
      perScan(sizes, half, days - 1, 'file'),
    ].map(String),
    ...[29, half, days - 1].map(megabytes),
  ]);
}
const head = [
  'changes a scan',
  'bytes a scan, nothing removed',
  'after, used',
  'after, file',
  'MB day 30',
  `MB day ${Math.floor(days / 2)}`,
  `MB day ${days}`,
];
process.stdout.write(`${renderTable(head, rows)}\n`);
