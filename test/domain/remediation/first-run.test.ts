import { describe, expect, test } from 'vitest';
import { bookmarkOptions } from '../../../src/domain/model.ts';
import {
  type BookmarkObservation,
  type FirstRun,
  firstRunOf,
  hasRunEnded,
  judgeFirstRun,
  type RunObservation,
  type RunVerdict,
} from '../../../src/domain/remediation/first-run.ts';
import fc from '../../support/fast-check.ts';

const movedAt = 1_000_000;
const openedAt = movedAt - 5_000;
const change = { openedAt, to: 'twin' };

function run(id: string, startedAt: number, configuration?: string, state = 'SUCCEEDED'): RunObservation {
  return { id, state, startedAt, ...(configuration !== undefined && { configuration }) };
}

describe('firstRunOf', () => {
  test.each<[string, RunObservation, boolean]>([
    ['after the move with the new configuration', run('r', movedAt + 1, 'twin'), true],
    ['between the intent and the record of the move', run('r', openedAt + 1, 'twin'), true],
    ['a minute before, by Glue’s clock, with the new configuration', run('r', openedAt - 60_000, 'twin'), true],
    ['more than a minute before: an earlier life of that name', run('r', openedAt - 60_001, 'twin'), false],
    ['with the old configuration, already going as it was moved', run('r', movedAt - 1, 'std'), false],
    ['with another configuration, which a trigger gave it', run('r', movedAt + 1, 'other'), false],
    ['with the old configuration, which a trigger gave it', run('r', movedAt + 1, 'std'), false],
    ['without a configuration: a deploy can have taken it off again', run('r', movedAt + 1), false],
    ['without a known start', run('r', 0, 'twin'), false],
  ])('%s', (_, only, fits) => {
    expect(firstRunOf([only], change)).toBe(fits ? only : undefined);
  });

  test.each<[string, RunObservation, boolean]>([
    [
      'switches bookmarks off, and went well',
      { ...run('r', movedAt, 'twin'), bookmarks: 'job-bookmark-disable' },
      false,
    ],
    [
      'switches bookmarks off, and failed',
      { ...run('r', movedAt, 'twin', 'FAILED'), bookmarks: 'job-bookmark-disable' },
      true,
    ],
    ['pauses bookmarks', { ...run('r', movedAt, 'twin'), bookmarks: 'job-bookmark-pause' }, true],
  ])('of a job with bookmarks, one whose own argument %s', (_, only, fits) => {
    expect(firstRunOf([only], { ...change, bookmarks: 'job-bookmark-enable' })).toBe(fits ? only : undefined);
    expect(firstRunOf([only], { ...change, bookmarks: 'job-bookmark-disable' })).toBe(only);
  });

  test('none among none', () => {
    expect(firstRunOf([], change)).toBeUndefined();
  });

  test('an override between says nothing: the first that fits is later', () => {
    const runs = [
      run('third', movedAt + 30, 'twin'),
      run('override', movedAt + 10, 'other'),
      run('first', movedAt + 20, 'twin'),
    ];
    expect(firstRunOf(runs, change)?.id).toBe('first');
  });

  test('whatever the order, it is the same one: the earliest that fits', () => {
    const anyRun = fc.record({
      startedAt: fc.integer({ min: openedAt - 120_000, max: movedAt + 120_000 }),
      configuration: fc.constantFrom('twin', 'std', undefined),
    });
    const runs = fc
      .uniqueArray(anyRun, { maxLength: 8, selector: ({ startedAt }) => startedAt })
      .map((all) => all.map(({ startedAt, configuration }, index) => run(`r${index}`, startedAt, configuration)));
    const shuffled = runs.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        const first = firstRunOf(all, change);
        expect(firstRunOf(mixed, change)).toBe(first);
        const fitting = all.filter((each) => firstRunOf([each], change) !== undefined);
        expect(first?.startedAt).toBe(
          fitting.length === 0 ? undefined : Math.min(...fitting.map(({ startedAt }) => startedAt)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

const states = ['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED'];
const going = ['STARTING', 'RUNNING', 'STOPPING', 'WAITING', 'SOMETHING_NEW', 'UNKNOWN', '', 'succeeded'];

test.each([...states.map((state) => [state, true] as const), ...going.map((state) => [state, false] as const)])(
  'a run that is %j has ended: %s',
  (state, ended) => {
    expect(hasRunEnded({ state })).toBe(ended);
  },
);

const none: BookmarkObservation = { none: true };
const unread: BookmarkObservation = { error: 'AccessDeniedException' };

function mark(version?: number, runNumber?: number, digest?: string): BookmarkObservation {
  return {
    ...(version !== undefined && { version }),
    ...(runNumber !== undefined && { run: runNumber }),
    ...(digest !== undefined && { digest }),
  };
}

function numbers(observation: BookmarkObservation): { readonly version?: number; readonly run?: number } {
  return 'none' in observation || 'error' in observation ? {} : observation;
}

function judged(given: Partial<Omit<FirstRun, 'run'>> & { readonly state?: string }): RunVerdict | undefined {
  const { state = 'SUCCEEDED', ...rest } = given;
  const run: RunObservation = { id: 'r', state, startedAt: movedAt, configuration: 'twin' };
  return judgeFirstRun({
    bookmarks: 'job-bookmark-enable',
    streaming: false,
    before: mark(3, 3, 'a'),
    after: mark(4, 4, 'b'),
    now: movedAt + 10 * 60_000,
    ...rest,
    run,
  });
}

type Row = [BookmarkObservation, BookmarkObservation, RunVerdict['reason']];

describe('a run that succeeded, of a job that keeps bookmarks', () => {
  const rows: Row[] = [
    [mark(3, 3, 'a'), mark(4, 4, 'b'), 'moved-on'],
    [mark(3, 3, 'a'), mark(4, 4, 'a'), 'moved-on'],
    [mark(3, 3, 'a'), mark(4, 3, 'b'), 'moved-on'],
    [mark(3, 3, 'a'), mark(3, 4, 'b'), 'moved-on'],
    [mark(0, 0), mark(1, 1), 'moved-on'],
    [mark(3, 3, 'a'), mark(9, 9, 'b'), 'moved-on'],
    [mark(3, undefined, 'a'), mark(4, 1, 'b'), 'moved-on'],
    [mark(undefined, 3, 'a'), mark(1, 4, 'b'), 'moved-on'],
    [none, mark(1, 1, 'a'), 'first-bookmark'],
    [none, mark(), 'first-bookmark'],
    [mark(3, 3, 'a'), mark(0, 0, 'b'), 'reset'],
    [mark(3, 3, 'a'), mark(1, 4, 'b'), 'reset'],
    [mark(3, 3, 'a'), mark(4, 1, 'b'), 'reset'],
    // Neither number moved, and still it is another one: it was reset and written again.
    [mark(1, 1, 'a'), mark(1, 1, 'b'), 'reset'],
    [mark(3, 3, 'a'), mark(3, 3), 'reset'],
    // What was there is not there any more: it does not count as higher.
    [mark(3, 3, 'a'), mark(), 'reset'],
    [mark(3, 3, 'a'), none, 'bookmark-gone'],
    [mark(3, 3, 'a'), mark(3, 3, 'a'), 'unchanged'],
    [none, none, 'no-bookmark'],
    [unread, mark(4, 4, 'b'), 'unread'],
    [mark(3, 3, 'a'), unread, 'unread'],
    [unread, unread, 'unread'],
    [unread, none, 'unread'],
    [none, unread, 'unread'],
    // Nothing to compare with is not a lower number.
    [mark(), mark(4, 4, 'b'), 'unread'],
    [mark(undefined, undefined, 'a'), mark(4, 4, 'b'), 'unread'],
    [mark(), mark(), 'unread'],
  ];
  const goodOnes = ['moved-on', 'first-bookmark'];

  test.each(rows)('%j, then %j: %s', (before, after, reason) => {
    expect(judged({ before, after })).toEqual({ verdict: goodOnes.includes(reason) ? 'good' : 'doubtful', reason });
  });

  test.each<Row>([
    [mark(3, 3, 'a'), mark(3, 3, 'a'), 'kept'],
    [none, none, 'kept'],
    [mark(3, 3, 'a'), mark(4, 4, 'b'), 'moved-on'],
    [none, mark(1, 1, 'a'), 'first-bookmark'],
  ])('which are paused, %j, then %j: good, %s', (before, after, reason) => {
    expect(judged({ bookmarks: 'job-bookmark-pause', before, after })).toEqual({ verdict: 'good', reason });
  });

  test.each<Row>([
    [mark(3, 3, 'a'), none, 'bookmark-gone'],
    [mark(3, 3, 'a'), mark(1, 1, 'b'), 'reset'],
    [mark(3, 3, 'a'), mark(3, 3, 'b'), 'reset'],
    [mark(3, 3, 'a'), unread, 'unread'],
    [mark(), mark(), 'unread'],
  ])('which are paused, %j, then %j: doubtful, %s', (before, after, reason) => {
    expect(judged({ bookmarks: 'job-bookmark-pause', before, after })).toEqual({ verdict: 'doubtful', reason });
  });

  test('is never good when the bookmark could not be read, or went back in a number', () => {
    const observation = fc.oneof(
      fc.constant(none),
      fc.constant(unread),
      fc.record({ version: fc.nat(5), run: fc.nat(5), digest: fc.constantFrom('a', 'b') }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('job-bookmark-enable', 'job-bookmark-pause'),
        observation,
        observation,
        (bookmarks, a, b) => {
          const verdict = judged({ bookmarks, before: a, after: b });
          const lost = 'error' in a || 'error' in b;
          const lower = [
            [numbers(a).version, numbers(b).version],
            [numbers(a).run, numbers(b).run],
          ].some(([was, is]) => was !== undefined && is !== undefined && is < was);
          if (lost || lower) expect(verdict?.verdict).toBe('doubtful');
          expect(verdict).toBeDefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a run', () => {
  test.each(going)('that is %j is waited for', (state) => {
    expect(judged({ state })).toBeUndefined();
    expect(judged({ state, bookmarks: undefined })).toBeUndefined();
  });

  test.each(states.filter((state) => state !== 'SUCCEEDED'))(
    'that ended as %s failed, whatever its bookmark',
    (state) => {
      const failed = { verdict: 'failed', reason: 'failed' };
      for (const bookmarks of [...bookmarkOptions, undefined])
        for (const streaming of [true, false]) expect(judged({ state, bookmarks, streaming })).toEqual(failed);
      expect(judged({ state, before: unread, after: unread })).toEqual(failed);
    },
  );

  test.each([undefined, 'job-bookmark-disable'] as const)('of a job with bookmarks %s writes none', (bookmarks) => {
    expect(judged({ bookmarks, before: none, after: unread })).toEqual({ verdict: 'good', reason: 'no-bookmarks' });
  });

  test.each([
    ['RUNNING', 'streaming'],
    ['SUCCEEDED', 'streaming'],
    ['STARTING', undefined],
    ['WAITING', undefined],
    ['SOMETHING_NEW', undefined],
  ])('of a streaming job that is %s: %s', (state, reason) => {
    expect(judged({ streaming: true, state, before: none, after: unread })?.reason).toBe(reason);
  });

  test('of a streaming job must have run a while before it counts: it fails early where it may not use its key', () => {
    const early = { streaming: true, state: 'RUNNING', now: movedAt + 10 * 60_000 - 1 };
    expect(judged(early)).toBeUndefined();
    expect(judged({ ...early, state: 'FAILED' })?.verdict).toBe('failed');
  });
});
