import { backup, DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { startChild } from './children/process.ts';
import { openAt, temporaryFolder, temporaryUrl } from './harness.ts';
import { finding, outbox } from './samples.ts';

const pathOf = (url: string) => url.slice('sqlite:'.length);

/** A store, and the write lock of its database in another connection. */
async function lockedStore(waitMs: number) {
  const url = temporaryUrl();
  const store = await openStore({ databaseUrl: url, waitMs });
  onTestFinished(() => store.close());
  await store.findings.insert([finding('f1')]);
  await store.outbox.add([outbox('m1')]);
  const holder = new DatabaseSync(pathOf(url));
  holder.exec('begin immediate');
  onTestFinished(() => holder.close());
  return { store, holder };
}

describe('while the write lock is held elsewhere', () => {
  test('every read is answered, single ones and groups', async () => {
    const { store } = await lockedStore(60_000);
    const target = { account: finding('f1').account, region: finding('f1').region };
    await store.ping();
    expect(await store.findings.byId('f1')).toBeDefined();
    expect((await store.findings.page({}, 0, 10)).items).toHaveLength(1);
    expect(await store.findings.openIn([target])).toHaveLength(1);
    expect(await store.findings.countByTarget({ state: 'resolved' })).toEqual([]);
    expect((await store.findings.choices()).accounts).toHaveLength(1);
    expect((await store.outbox.waiting()).count).toBe(1);
    expect(await store.targets.get([target])).toEqual([]);
    expect(await store.remediation.request('r')).toBeUndefined();
    expect(await store.remediation.openRequests()).toEqual([]);
    expect(await store.remediation.approvedRequests(0, 5)).toEqual([]);
    expect(await store.remediation.execution('e')).toBeUndefined();
    expect(await store.remediation.executions('r')).toEqual([]);
    expect(await store.remediation.executionsInProgress()).toEqual([]);
    expect(await store.remediation.switchedIn([target])).toEqual([]);
  });

  test('a write is busy when it has waited long enough, and works when the lock is given back', async () => {
    const { store, holder } = await lockedStore(300);
    const writes = [1, 2, 3].map((number) => store.outbox.add([outbox(`late${number}`)]));
    const ends = await Promise.allSettled([...writes, store.transaction(async () => {})]);
    expect(ends.map((end) => end.status === 'rejected' && end.reason.code)).toEqual(Array(4).fill('busy'));
    holder.exec('rollback');
    await store.outbox.add([outbox('m2')]);
    expect((await store.outbox.waiting()).count).toBe(2);
  });

  test('a write that waits goes on when the lock is given back', async () => {
    const { store, holder } = await lockedStore(60_000);
    const write = store.outbox.add([outbox('m2')]);
    await store.ping();
    holder.exec('rollback');
    await write;
    expect((await store.outbox.waiting()).count).toBe(2);
  });
});

test('a read that is asked for after a write was answered sees it', async () => {
  const store = await openAt(temporaryUrl());
  for (let number = 0; number < 200; number += 1) {
    await store.findings.insert([finding(`f${number}`, { name: `job-${number}` })]);
    const [one, page] = await Promise.all([store.findings.byId(`f${number}`), store.findings.page({}, 0, 1)]);
    expect(one?.id).toBe(`f${number}`);
    expect(page.counts.exposed + page.counts.latent + page.counts.unused).toBe(number + 1);
  }
});

test('a group of reads sees one state, whatever is written meanwhile', async () => {
  const store = await openAt(temporaryUrl());
  const insert = async () => {
    for (let number = 0; number < 300; number += 1)
      await store.findings.insert([finding(`f${number}`, { name: `job-${number}` })]);
  };
  const writing = insert();
  for (let round = 0; round < 100; round += 1) {
    const { items, counts } = await store.findings.page({}, 0, 1_000);
    expect(counts.exposed + counts.latent + counts.unused).toBe(items.length);
  }
  await writing;
});

test('a backup under load is whole, and stops nobody', async () => {
  const url = temporaryUrl();
  const writer = startChild('writer.ts', url, 'endless');
  await writer.next();
  const store = await openAt(url);
  const source = new DatabaseSync(pathOf(url), { readOnly: true });
  const copy = `${temporaryFolder()}/copy.db`;
  const copied = backup(source, copy, { rate: 10 });
  await store.outbox.add([outbox('during')]);
  await store.ping();
  await copied;
  source.close();
  await writer.kill();
  const taken = new DatabaseSync(copy);
  expect(taken.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  const count = (what: string) => Number(taken.prepare(`select count(*) as n from ${what}`).get()?.n);
  expect(count('findings')).toBe(10 * count('scans'));
  taken.close();
});
