import { describe, expect, it } from 'vitest';
import { bookmarkObservation, runObservation } from '../../../src/aws/change/run-observations.ts';
import fc from '../../support/fast-check.ts';

describe('runObservation', () => {
  it('reads seconds as milliseconds, to the nearest one', () => {
    expect(runObservation({ Id: 'r', JobRunState: 'RUNNING', StartedOn: 1_700_000_000.1236 })).toEqual({
      id: 'r',
      state: 'RUNNING',
      startedAt: 1_700_000_000_124,
    });
  });

  it.each([undefined, null, '', 7])('has no configuration where Glue says %j', (SecurityConfiguration) => {
    expect(runObservation({ SecurityConfiguration })).not.toHaveProperty('configuration');
  });

  it.each([
    ['An error occurred (AccessDeniedException) ... not authorized to perform: kms:Decrypt', true],
    ['KMS key is disabled', true],
    ['Unable to encrypt the bookmark', true],
    ['cannot be decrypted', true],
    ['Encryption failed', true],
    ['Column "okmsx" is missing', false],
    ['Command failed with exit code 1', false],
    ['', false],
  ])('the error %j speaks of keys: %s', (ErrorMessage, speaks) => {
    expect(runObservation({ ErrorMessage }).aboutKeys ?? false).toBe(speaks);
  });

  it.each([
    [{ '--job-bookmark-option': 'job-bookmark-pause', '--token': 'S3CR3T' }, 'job-bookmark-pause'],
    [{ '--job-bookmark-option': 'S3CR3T' }, undefined],
    ['S3CR3T', undefined],
  ])('keeps of the arguments of a run only a known bookmark option: %j', (Arguments, option) => {
    const observation = runObservation({ Arguments });
    expect(observation.bookmarks).toBe(option);
    expect(JSON.stringify(observation)).not.toContain('S3CR3T');
  });

  it('makes a run of anything: one that goes on, started long ago, and lets nothing else out', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ minLength: 3 }), (odd, message) => {
        const { id, state, startedAt, ...rest } = runObservation({
          Id: odd,
          StartedOn: typeof odd === 'number' ? 'x' : odd,
          ErrorMessage: `S3CR3T${message}`,
          Arguments: odd,
        });
        expect([typeof id, state, startedAt]).toEqual(['string', 'UNKNOWN', 0]);
        expect(JSON.stringify(rest)).not.toContain('S3CR3T');
      }),
    );
    for (const odd of [undefined, null, 'x', 7, []])
      expect(runObservation(odd)).toEqual({ id: '', state: 'UNKNOWN', startedAt: 0 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('a start of %j is no start', (StartedOn) => {
    expect(runObservation({ StartedOn }).startedAt).toBe(0);
  });
});

describe('bookmarkObservation', () => {
  it('keeps zero, which is a number, and leaves out what is none', () => {
    expect(bookmarkObservation({ Version: 0, Run: 0, Attempt: 0, RunId: '' })).toEqual({
      version: 0,
      run: 0,
      attempt: 0,
    });
    const odd = { Version: '4', Run: null, Attempt: Number.NaN, RunId: 7, JobBookmark: {} };
    expect(bookmarkObservation(odd)).toEqual({});
  });

  it('another content is another digest, the same the same, and never the content', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const observations = [one, other].map((JobBookmark) => JSON.stringify(bookmarkObservation({ JobBookmark })));
        expect(observations[0] === observations[1]).toBe(one === other);
        expect(observations[0]).toMatch(/^{"digest":"[0-9a-f]{64}"}$/);
      }),
    );
  });
});
