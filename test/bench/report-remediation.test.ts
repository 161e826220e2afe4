import { expect, test } from 'vitest';
import type { RemediationFigures } from '../../bench/remediation.ts';
import { remediationTargets, renderRemediation } from '../../bench/report-remediation.ts';
import { verdictOf } from '../../bench/table.ts';

const least = { 'glue:GetJob': 400, 'glue:UpdateJob': 200 };
const used = { cpuMs: 1_000, peakMb: 100 };

function figures(bot: Partial<RemediationFigures['bot']> = {}, maxMs = 40): RemediationFigures {
  return {
    jobs: 200,
    least,
    script: { ...used, wallMs: 40_000, requests: least },
    bot: {
      ...used,
      wallMs: 25_000,
      requests: { ...least, 'sts:AssumeRole': 1 },
      beside: { 'kms:DescribeKey': 1 },
      toldMs: 43_000,
      ...bot,
    },
    acks: { count: 300, medianMs: 2, maxMs },
  };
}

test('each operation is put beside the least that it can be', () => {
  const lines = renderRemediation(figures()).split('\n');
  expect(lines).toContainEqual(expect.stringMatching(/glue:GetJob +400 +400 +400$/));
  expect(lines).toContainEqual(expect.stringMatching(/sts:AssumeRole +0 +0 +1$/));
  expect(lines).toContainEqual(expect.stringMatching(/in total +600 +600 +601$/));
  expect(lines).toContainEqual(expect.stringMatching(/first request to last, ms +40000 +25000$/));
  expect(lines.at(-1)).toBe('  300 commands meanwhile: acknowledged in 2 ms (median), 40 ms at most');
});

test('a request for each job too many, a slow engine and a slow acknowledgement are all missed', () => {
  expect(remediationTargets(figures()).map(verdictOf)).toEqual(['met', 'met', 'met']);
  const slow = figures({ wallMs: 60_000, requests: { ...least, 'glue:GetJob': 600 } }, 501);
  expect(remediationTargets(slow).map(verdictOf)).toEqual(['MISSED', 'MISSED', 'MISSED']);
});
