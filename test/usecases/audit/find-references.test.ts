import { describe, expect, test } from 'vitest';
import { findReferences } from '../../../src/usecases/audit/find-references.ts';
import type { Cloud, TargetReader } from '../../../src/usecases/ports/cloud.ts';
import { FakeClock, settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud, type FakeRegion } from '../../support/fakes/fake-cloud.ts';
import { disabled, job, target, trigger } from '../../support/inventory.ts';

const account = { id: target.account, regions: [target.region] };

function cloudOf(region: FakeRegion, more: Partial<TargetReader> = {}): Cloud {
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  return {
    async enter(entered) {
      const found = await cloud.enter(entered);
      return { ...found, region: (name) => ({ ...found.region(name), ...more }) };
    },
  };
}

function look(cloud: Cloud, clock = new FakeClock()) {
  return findReferences({ cloud, clock, account: () => account }, target, 'twin');
}

const uses = (name: string) => async () => ({
  items: [{ name, securityConfiguration: 'twin' }, { name: 'other', securityConfiguration: 'std' }, { name: 'bare' }],
});

test('everything that names it is found, of every kind, and nothing else', async () => {
  const region: FakeRegion = {
    configurations: [disabled('twin')],
    jobs: [job('a', { securityConfiguration: 'twin' }), job('b', { securityConfiguration: 'TWIN' }), job('c')],
    triggers: [
      trigger('t', { jobName: 'c' }, { jobName: 'c', securityConfiguration: 'twin' }),
      trigger('u', { jobName: 'a' }),
    ],
  };
  const lists = {
    crawlers: uses('crawler'),
    devEndpoints: uses('endpoint'),
    sessions: uses('session'),
    transforms: uses('transform'),
  };
  const { references, errors } = await look(cloudOf(region, lists));
  expect(errors).toEqual([]);
  expect(references.map(({ type, name }) => `${type} ${name}`).toSorted()).toEqual([
    'crawler crawler',
    'dev-endpoint endpoint',
    'job a',
    'ml-transform transform',
    'session session',
    'trigger t',
  ]);
});

test('what nothing names has no references and no errors', async () => {
  const region = { configurations: [disabled('twin')], jobs: [job('a', { securityConfiguration: 'std' })] };
  const seen = await look(cloudOf(region));
  expect(seen).toMatchObject({ references: [], errors: [] });
  expect(seen.isFresh()).toBe(true);
});

describe('what nothing named a while ago may be used now', () => {
  /** Every list takes so long. */
  async function lookFor(clock: FakeClock, ms: number) {
    const asked: string[] = [];
    const slow = (list: string) => async () => {
      asked.push(list);
      await clock.sleep(ms);
      return { items: [] };
    };
    const lists = {
      jobs: slow('jobs'),
      triggers: slow('triggers'),
      crawlers: slow('crawlers'),
      devEndpoints: slow('dev endpoints'),
      sessions: slow('sessions'),
      transforms: slow('transforms'),
    };
    const looking = look(cloudOf({}, lists), clock);
    await settle();
    const others = [...asked];
    await clock.advance(ms);
    const last = asked.slice(others.length);
    await clock.advance(ms);
    return { ...(await looking), others, last };
  }

  test('jobs and triggers are read last, after everything else was answered', async () => {
    const { others, last, isFresh } = await lookFor(new FakeClock(), 20_000);
    expect(others).toEqual(['crawlers', 'dev endpoints', 'sessions', 'transforms']);
    expect(last).toEqual(['jobs', 'triggers']);
    expect(isFresh()).toBe(true);
  });

  test('jobs and triggers are too old a minute after they were asked for', async () => {
    const clock = new FakeClock();
    const { isFresh } = await lookFor(clock, 20_000);
    await clock.advance(40_000);
    expect(isFresh()).toBe(true);
    await clock.advance(1);
    expect(isFresh()).toBe(false);
  });

  test('all of it is too old two minutes after it began', async () => {
    const clock = new FakeClock();
    const { isFresh } = await lookFor(clock, 59_000);
    expect(isFresh()).toBe(true);
    await clock.advance(2_001);
    expect(isFresh()).toBe(false);
  });
});

describe('what could not be scanned is an error, never "not used"', () => {
  test.each(['GetJobs', 'GetTriggers', 'GetCrawlers', 'GetDevEndpoints', 'ListSessions', 'GetMLTransforms'])(
    '%s',
    async (call) => {
      const region = { configurations: [], jobs: [], fails: { [call]: 'AccessDeniedException' } };
      const { references, errors } = await look(cloudOf(region));
      expect({ references, errors }).toEqual({ references: [], errors: [{ call, error: 'AccessDeniedException' }] });
    },
  );

  test('what a list showed before it broke counts as well', async () => {
    const error = { call: 'GetJobs', error: 'ThrottlingException' };
    const jobs = async () => ({ items: [job('a', { securityConfiguration: 'twin' })], error });
    const seen = await look(cloudOf({}, { jobs }));
    expect(seen.references).toMatchObject([{ type: 'job', name: 'a' }]);
    expect(seen.errors).toEqual([error]);
  });

  test('an account that cannot be entered, is another one, or has left', async () => {
    const refused = new FakeCloud({ [target.account]: { refused: 'AccessDenied', regions: {} } });
    const clock = new FakeClock();
    expect(await look(refused)).toMatchObject({
      references: [],
      errors: [{ call: 'AssumeRole', error: 'AccessDenied' }],
    });
    const other = new FakeCloud({ '444455556666': { regions: {} } }, '444455556666');
    const mismatch = { references: [], errors: [{ call: 'AssumeRole', error: 'AccountMismatch' }] };
    const own = { regions: [target.region] };
    expect(await findReferences({ cloud: other, clock, account: () => own }, target, 'twin')).toMatchObject(mismatch);
    expect(await findReferences({ cloud: other, clock, account: () => undefined }, target, 'twin')).toMatchObject(
      mismatch,
    );
  });

  test('a list that never answers is given up before a lease ends', async () => {
    const clock = new FakeClock();
    const jobs: TargetReader['jobs'] = (signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve({ items: [], error: { call: 'GetJobs', error: 'Deadline' } }));
      });
    const looking = look(cloudOf({}, { jobs }), clock);
    await settle();
    await clock.advance(180_000);
    // The lists that were not begun by then end with it.
    const { errors } = await looking;
    expect(errors).toContainEqual({ call: 'GetJobs', error: 'Deadline' });
    expect(errors.slice(1).every(({ error }) => error === 'DeadlineExceeded')).toBe(true);
  });
});

test('the clock is left with nothing to wait for', async () => {
  const clock = new FakeClock();
  await look(cloudOf({}), clock);
  await settle();
  expect(clock.sleeping).toBe(0);
});
