import { describe, expect, test } from 'vitest';
import { judgeBy, reaches } from '../../../src/domain/exceptions/match.ts';
import { exception, judged, now, until } from './samples.ts';

const day = 86_400_000;

describe('reaches', () => {
  test.each([
    [{ finding: judged() }, true],
    [{ finding: judged({ kind: 'unusable-key' }) }, false],
    [{ finding: judged({ rule: 'Glue-006' }) }, false],
    [{}, true],
    [{ accounts: ['111122223333'], regions: ['eu-west-1'], name: 'orders-*', kinds: ['configuration' as const] }, true],
    [{ accounts: ['444455556666'] }, false],
    [{ regions: ['us-east-1'] }, false],
    [{ kinds: ['unprotected-job' as const] }, false],
    [{ name: 'orders' }, false],
  ])('%j: %s', (scope, is) => {
    expect(reaches(scope, judged())).toBe(is);
  });
});

describe('judgeBy', () => {
  const judge = (exceptions: Parameters<typeof judgeBy>[0], at = now, finding = judged()) =>
    judgeBy(exceptions, at)(finding);

  test('says what covers a finding, until its last day is over', () => {
    const one = exception();
    expect(judge([one])).toEqual({
      accepted: {
        id: 'exception-1',
        reason: 'the job ends in March',
        owner: 'U0OWNER',
        until: '2027-03-31',
        endsAt: one.until.at,
        from: 'slack',
      },
    });
    expect(judge([one], one.until.at - 1)).toHaveProperty('accepted');
    expect(judge([one], one.until.at)).toEqual({});
    expect(judge([])).toEqual({});
    expect(judge([exception({ since: now + 1 })])).toEqual({});
  });

  test('what grew worse, or is of another kind, is not covered', () => {
    expect(judge([exception()], now, judged({ exposure: 'exposed' }))).toEqual({ outgrown: 'exception-1' });
    expect(judge([exception()], now, judged({ kind: 'reverted' }))).toEqual({ outgrown: 'exception-1' });
    expect(judge([exception({ covers: 'all' })], now, judged({ exposure: 'exposed' }))).toHaveProperty('accepted');
  });

  test('of two the earliest end holds, also after it, and it is said that they disagree', () => {
    const file = exception({ id: 'file', from: 'file', until: until('2027-01-31'), since: now - day });
    const slack = exception({ id: 'slack', until: until('2027-03-31'), since: now - 2 * day });
    expect(judge([slack, file]).accepted).toMatchObject({ id: 'file', until: '2027-01-31', disagrees: true });
    expect(judge([slack, file], file.until.at)).toEqual({});
    expect(judge([slack, exception({ id: 'a', from: 'file' })]).accepted).not.toHaveProperty('disagrees');
  });

  test('what is accepted again after an end counts, also beside the other that ended with it', () => {
    const ended = exception({ id: 'ended', until: until('2026-11-20'), since: now - 30 * day });
    const beside = exception({ id: 'beside', since: now - 30 * day });
    expect(judge([ended, beside])).toEqual({});
    expect(judge([ended, beside, exception({ id: 'again', since: now - day })]).accepted).toMatchObject({
      id: 'again',
    });
    const inFile = { from: 'file', since: now - day } as const;
    expect(judge([{ ...ended, ...inFile, since: now }, exception({ id: 'other', ...inFile })])).toEqual({});
    // Only in a file: nobody knows since when.
    expect(judge([ended, exception({ id: 'file', from: 'file' })])).toEqual({});
  });

  test('one that does not cover binds nobody', () => {
    const worse = judged({ exposure: 'exposed' });
    const narrow = exception({ id: 'narrow', until: until('2026-12-01') });
    const wide = exception({ id: 'wide', covers: 'all' });
    expect(judge([narrow, wide], now, worse).accepted).toMatchObject({ id: 'wide', until: '2027-03-31' });
    expect(judge([narrow, wide], until('2026-12-02').at, worse).accepted).toMatchObject({ id: 'wide' });
  });

  test('an exact one counts for its finding alone', () => {
    const one = exception({ scope: { finding: judged() } });
    expect(judge([one]).accepted).toMatchObject({ id: 'exception-1' });
    expect(judge([one], now, judged({ name: 'orders-etl-2' }))).toEqual({});
  });
});
