import { describe, expect, test } from 'vitest';
import { exitCode, sortedFindings, sortedTargets } from '../../src/terminal/report.ts';
import { finding, noName, report, target } from './samples.ts';

const bad = target({ findings: [finding()] });
const badAndUnknown = target({ outcome: 'unknown', reason: 'AccessDeniedException', findings: [finding()] });

describe('exitCode', () => {
  test.each([
    { what: 'no target', results: [], code: 3 },
    { what: 'compliant', results: [target()], code: 0 },
    { what: 'a region without anything', results: [target({ configurations: 0, jobs: 0 })], code: 0 },
    { what: 'keys that could not be checked', results: [target({ keysChecked: false })], code: 0 },
    { what: 'something noncompliant', results: [target(), bad], code: 2 },
    { what: 'something unknown', results: [target(), noName], code: 3 },
    { what: 'both', results: [bad, noName], code: 3 },
    { what: 'both in one target', results: [badAndUnknown], code: 3 },
  ])('$what: $code', ({ results, code }) => {
    expect(exitCode({ results })).toBe(code);
  });
});

test('the order does not depend on the order of the answers', () => {
  const targets = [
    target({ account: '2', region: 'b', findings: [finding({ account: '2', region: 'b', name: 'z' })] }),
    target({ account: '2', region: 'a' }),
    target({
      account: '1',
      region: 'c',
      findings: [
        finding({ account: '1', region: 'c', name: 'b' }),
        finding({ account: '1', region: 'c', name: 'a', kind: 'unprotected-job' }),
        finding({ account: '1', region: 'c', name: 'a', rule: 'Glue-006' }),
        finding({ account: '1', region: 'c', name: 'a' }),
      ],
    }),
  ];
  for (const results of [targets, targets.toReversed()]) {
    expect(sortedTargets(report(results)).map(({ account, region }) => account + region)).toEqual(['1c', '2a', '2b']);
    expect(sortedFindings(report(results)).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'configuration a',
      'configuration a',
      'configuration b',
      'unprotected-job a',
      'configuration z',
    ]);
    expect(
      sortedFindings(report(results))
        .map(({ rule }) => rule)
        .slice(0, 2),
    ).toEqual(['Glue-005', 'Glue-006']);
  }
});
