import { describe, expect, test } from 'vitest';
import { scanTarget } from '../../../src/usecases/audit/scan-target.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud, type FakeRegion, usableKey } from '../../support/fakes/fake-cloud.ts';
import { disabled, encrypted, job, keyArn, target } from '../../support/inventory.ts';

async function scan(region: FakeRegion, checkKeys = true) {
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const reader = (await cloud.enter({ id: target.account, regions: 'enabled' })).region(target.region);
  const result = await scanTarget(reader, target, { checkKeys, lists: 'needed' });
  return { result, calls: cloud.calls.map((call) => call.split(' ')[1]).sort() };
}

test('a compliant target costs two requests and one a distinct key', async () => {
  const configurations = [encrypted('a'), encrypted('b')];
  const region = { configurations, jobs: [job('j', { securityConfiguration: 'a' })], keys: { [keyArn]: usableKey } };
  expect((await scan(region)).calls).toEqual(['DescribeKey', 'GetJobs', 'GetSecurityConfigurations']);
  const { result, calls } = await scan(region, false);
  expect(calls).toEqual(['GetJobs', 'GetSecurityConfigurations']);
  expect(result).toMatchObject({ outcome: 'scanned', findings: [], keysChecked: false });
});

test('bare jobs cost the triggers, a bad configuration every list, each once', async () => {
  const two = ['GetJobs', 'GetSecurityConfigurations'];
  expect((await scan({ jobs: [job('bare')] })).calls).toEqual([...two, 'GetTriggers'].sort());
  const all = ['GetCrawlers', 'GetDevEndpoints', 'GetMLTransforms', 'GetTriggers', 'ListSessions'];
  expect((await scan({ configurations: [disabled('bad')], jobs: [job('bare')] })).calls).toEqual(
    [...two, ...all].sort(),
  );
});

test('an unusable key alone makes the lists needed', async () => {
  const region = {
    configurations: [encrypted('c')],
    jobs: [job('bare')],
    keys: { [keyArn]: { ...usableKey, keyState: 'Disabled' } },
  };
  const { result, calls } = await scan(region);
  expect(calls).toHaveLength(8);
  expect(calls.filter((call) => call === 'GetTriggers')).toHaveLength(1);
  expect(result.findings.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['unusable-key', 'key-disabled'],
    ['unprotected-job', 'no-configuration'],
  ]);
});

test('a key of another region is judged without a call', async () => {
  const { result, calls } = await scan({ configurations: [encrypted('c', keyArn.replace('eu-west-1', 'us-east-1'))] });
  expect(calls).not.toContain('DescribeKey');
  expect(result.findings).toMatchObject([{ kind: 'unusable-key', reason: 'key-other-region' }]);
});

test('a denied list is part of the result', async () => {
  const { result } = await scan({
    configurations: [disabled('bad')],
    fails: { GetJobs: 'AccessDeniedException', GetCrawlers: 'Throttling' },
  });
  expect(result).toMatchObject({ outcome: 'unknown', reason: 'AccessDeniedException', call: 'GetJobs' });
  expect(result.findings[0]?.referencesIncomplete?.map(({ call }) => call)).toEqual(['GetJobs', 'GetCrawlers']);
});

test('a defect is none of the answers that AWS gives: it rejects, for its caller to report', async () => {
  const defect = new Error('a bug');
  const cloud = new FakeCloud({
    [target.account]: { regions: { [target.region]: { configurations: [encrypted('a')] } } },
  });
  const reader = (await cloud.enter({ id: target.account, regions: 'enabled' })).region(target.region);
  const broken = { ...reader, describeKey: () => Promise.reject(defect) };
  await expect(scanTarget(broken, target, { checkKeys: true, lists: 'all' })).rejects.toBe(defect);
  // Rejected long before anybody waits for it: nothing of it may end the process.
  const slowJobs = { ...broken, jobs: () => settle().then(() => ({ items: [] })) };
  await expect(scanTarget(slowJobs, target, { checkKeys: true, lists: 'all' })).rejects.toBe(defect);
  // Triggers for a job without a configuration, then the other lists for a key that cannot be used.
  const slowTriggers = {
    ...reader,
    jobs: async () => ({ items: [job('bare')] }),
    describeKey: async () => ({ ...usableKey, keyState: 'Disabled' }),
    triggers: () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), 20)),
    crawlers: () => Promise.reject(defect),
  };
  await expect(scanTarget(slowTriggers, target, { checkKeys: true, lists: 'needed' })).rejects.toThrow('late');
});

describe('a configuration that a job names and the list has not', () => {
  const using = (name: string) => [job('j', { securityConfiguration: name })];

  /** The first list is from before `late` was created, the next ones are not. */
  async function listedAgain(late: FakeRegion['configurations'], failure?: string) {
    const region: FakeRegion = {
      configurations: [encrypted('std')],
      jobs: using('late'),
      keys: { [keyArn]: usableKey },
    };
    const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
    const reader = (await cloud.enter({ id: target.account, regions: 'enabled' })).region(target.region);
    let lists = 0;
    const configurations: typeof reader.configurations = async (signal) => {
      const first = await reader.configurations(signal);
      lists += 1;
      if (lists === 1) return first;
      if (failure !== undefined) return { items: [], error: { call: 'GetSecurityConfigurations', error: failure } };
      return { items: [...(late ?? [])] };
    };
    const result = await scanTarget({ ...reader, configurations }, target, { checkKeys: true, lists: 'needed' });
    return { result, lists };
  }

  test('may have been created while the lists were read: it is listed again, and judged with its key', async () => {
    const other = keyArn.replace('1234abcd', '5678abcd');
    const { result, lists } = await listedAgain([encrypted('late', other)]);
    expect(lists).toBe(2);
    expect(result).toMatchObject({ outcome: 'scanned', configurations: 2 });
    // FakeCloud knows no such key: it was asked for.
    expect(result.findings).toMatchObject([{ kind: 'unusable-key', name: 'late', reason: 'key-missing' }]);
  });

  test('is missing when the second list has not got it either', async () => {
    const { result } = await listedAgain([encrypted('std')]);
    expect(result.findings).toMatchObject([{ kind: 'dangling-reference', name: 'j', detail: 'late' }]);
  });

  test('is listed again while what uses jobs is read: it costs no round trip of its own', async () => {
    const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: { jobs: using('gone') } } } });
    const reader = (await cloud.enter({ id: target.account, regions: 'enabled' })).region(target.region);
    const asked = Promise.withResolvers<void>();
    let lists = 0;
    const slow: typeof reader = {
      ...reader,
      async configurations(signal) {
        lists += 1;
        if (lists > 1) await asked.promise;
        return reader.configurations(signal);
      },
      triggers(signal) {
        asked.resolve();
        return reader.triggers(signal);
      },
    };
    const scanning = scanTarget(slow, target, { checkKeys: true, lists: 'needed' });
    await settle();
    expect(cloud.calls.filter((call) => call.endsWith('GetTriggers'))).toHaveLength(1);
    expect((await scanning).findings).toMatchObject([{ kind: 'dangling-reference', name: 'j' }]);
  });

  test('is not called missing when the second list cannot be read', async () => {
    const { result } = await listedAgain([], 'ThrottlingException');
    expect(result).toMatchObject({ outcome: 'unknown', reason: 'ThrottlingException', findings: [] });
  });

  test('costs nothing where every one is there', async () => {
    const { calls } = await scan({ configurations: [encrypted('late')], jobs: using('late') });
    expect(calls.filter((call) => call === 'GetSecurityConfigurations')).toHaveLength(1);
  });
});

describe('tags of jobs', () => {
  async function tagged(region: FakeRegion, tags?: readonly string[]) {
    const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
    const reader = (await cloud.enter({ id: target.account, regions: 'enabled' })).region(target.region);
    const result = await scanTarget(reader, target, { checkKeys: false, lists: 'needed', ...(tags && { tags }) });
    return { result, reads: cloud.calls.filter((call) => call.endsWith('GetResources')).length };
  }
  const tags = { bare: { team: 'finance', other: 'x' } };

  test('are read once, and only where they are configured and something was found', async () => {
    const bare = { jobs: [job('bare')], configurations: [disabled('bad')], tags };
    expect((await tagged(bare)).reads).toBe(0);
    expect((await tagged(bare, [])).reads).toBe(0);
    const { result, reads } = await tagged(bare, ['team']);
    expect(reads).toBe(1);
    expect(result.findings.map((finding) => [finding.name, finding.tags])).toEqual([
      ['bad', {}],
      ['bare', { team: 'finance' }],
    ]);
    const compliant = { configurations: [encrypted('a')], jobs: [job('j', { securityConfiguration: 'a' })] };
    expect((await tagged(compliant, ['team'])).reads).toBe(0);
    expect((await tagged({ ...bare, configurations: [encrypted('a')] })).result.findings[0]?.tags).toBeUndefined();
  });

  test('that cannot be read leave the target scanned, with why, and its findings without any', async () => {
    const fails = { GetResources: 'AccessDeniedException' };
    const { result } = await tagged({ jobs: [job('bare')], tags, fails }, ['team']);
    expect(result).toMatchObject({
      outcome: 'scanned',
      tagsNotRead: { call: 'GetResources', error: 'AccessDeniedException' },
    });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]?.tags).toBeUndefined();
  });
});
