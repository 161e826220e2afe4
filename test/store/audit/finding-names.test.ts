import { describe, expect, test } from 'vitest';
import type { NameSearch } from '../../../src/domain/audit/name-search.ts';
import { databases, openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';

const here = { account: '111111111111', region: 'eu-west-1' };
const everything = { findingsOnly: false };
const hostile = '<!channel> "quoted" \'single\' %_\\ 🔐';

describe.each(databases)('names of findings and of jobs that use them (%s)', (database) => {
  async function open() {
    const { findings } = await openTestStore(database);
    const job = (name: string) => ({ type: 'job', name, bookmarks: 'job-bookmark-enable' }) as const;
    await findings.insert([
      finding('a', { name: hostile, references: [job('nightly'), { type: 'trigger', name: 'tick' }] }),
      finding('b', { name: 'other', region: 'us-east-1', references: [job(hostile), job('Nightly')] }),
      finding('c', { name: 'over', references: [job('nightly')] }),
    ]);
    await findings.resolve(['c'], 2);
    return findings;
  }

  test('a name is found as it is written, of findings and of jobs, among what is open', async () => {
    const findings = await open();
    const places = [
      { ...here, name: hostile },
      { account: here.account, region: 'us-east-1', name: hostile },
    ];
    expect(await findings.namedExactly(hostile, everything)).toEqual(places);
    expect(await findings.namedExactly(hostile, { findingsOnly: true })).toEqual(places.slice(0, 1));
    expect(await findings.namedExactly(hostile, { ...everything, region: 'us-east-1' })).toEqual(places.slice(1));
    expect(await findings.namedExactly(hostile, { ...everything, account: '2' })).toEqual([]);
    expect(await findings.namedExactly('nightly', everything)).toEqual([{ ...here, name: 'nightly' }]);
    for (const name of ['tick', 'over', '%', '']) expect(await findings.namedExactly(name, everything)).toEqual([]);
  });

  test('a search goes by every name, of what is open alone, whatever stands in it', async () => {
    const findings = await open();
    const ids = async (search: NameSearch) => (await findings.search(search)).places.map(({ id }) => id);
    expect(await ids({ part: 'NIGHT' })).toEqual(['a', 'b']);
    expect(await ids({ part: 'tick' })).toEqual(['a']);
    expect(await ids({ part: '%_\\' })).toEqual(['a', 'b']);
    expect(await ids({ part: '"quoted"' })).toEqual(['a', 'b']);
    // Words of the stored form that are no names.
    for (const part of ['bookmark', '"type"', 'over', '_\\ %']) expect(await ids({ part })).toEqual([]);
    expect(await ids({ names: ['other', 'tick', 'NIGHTLY', 'over'] })).toEqual(['a', 'b']);
    expect(await ids({ names: [] })).toEqual([]);
    expect(await findings.search({ part: 'tick' })).toEqual({ places: [{ ...here, id: 'a' }], partial: false });
  });

  test('a search knows no case of letters beyond those of English either', async () => {
    const { findings } = await openTestStore(database);
    await findings.insert([
      finding('a', { name: 'Übung-Straße' }),
      finding('b', { name: 'std', references: [{ type: 'job', name: 'ЗАКАЗЫ nightly' }] }),
    ]);
    const ids = async (part: string) => (await findings.search({ part })).places.map(({ id }) => id);
    for (const part of ['übung', 'ÜBUNG-STRA', 'Übung', 'ß']) expect(await ids(part)).toEqual(['a']);
    expect(await ids('заказы NIGHT')).toEqual(['b']);
    expect(await ids('ü_bung')).toEqual([]);
  });

  test('names that may be meant: of about that length or with that in them, and no more than asked for', async () => {
    const findings = await open();
    const names = async (word: string, most = { names: 10, lists: 10 }) =>
      (await findings.namesNear(word, everything, most)).map(({ name }) => name);
    expect(await names('otehr')).toEqual(['other', 'nightly', hostile, 'Nightly']);
    expect(await names('QUOTED')).toEqual([hostile, 'other', 'nightly', hostile, 'Nightly']);
    expect(await names('otehr', { names: 0, lists: 1 })).toEqual(['nightly']);
    expect(await names('otehr', { names: 1, lists: 0 })).toEqual(['other']);
  });
});
