import type { Finding } from '../model.ts';
import type { RiskException } from './exception.ts';
import { judgeBy } from './match.ts';

/** The same findings, each with the accepted risk that covers it at this instant, and with no other. */
export function markAccepted<T extends Finding>(
  findings: readonly T[],
  exceptions: readonly RiskException[],
  now: number,
): T[] {
  const judge = judgeBy(exceptions, now);
  return findings.map((finding) => {
    const { accepted } = judge(finding);
    if (accepted !== undefined) return { ...finding, accepted };
    return finding.accepted === undefined ? finding : without(finding);
  });
}

function without<T extends Finding>(finding: T): T {
  const copy: T & { accepted?: unknown } = { ...finding };
  delete copy.accepted;
  return copy;
}
