import { headText } from '../../domain/evidence/audit-chain.ts';
import { chainProblemWords, chainStateWords } from '../../usecases/evidence/chain-words.ts';
import type { VerifiedChain } from '../../usecases/evidence/verify-chain.ts';
import { capital } from '../../usecases/words/words.ts';

/** How a verification ended: a paragraph each. */
export function verifyLines(verified: VerifiedChain, isHeadGiven: boolean): readonly string[] {
  const { problem, head, unlinked } = verified;
  if (problem !== undefined)
    return [
      `BROKEN: ${chainProblemWords(problem)}.`,
      'Next: keep this database as it is, and hold it against the last backup that verifies.',
    ];
  const said = `${capital(chainStateWords(verified))}: every link holds.`;
  if (head === undefined) return [said];
  return [
    said,
    ...(unlinked > 0
      ? ['Nobody can say whether the entries without a link were changed. Does an older version still run?']
      : []),
    `Head: ${headText(head)}`,
    ...(isHeadGiven
      ? ['The head that was given is among them.']
      : ['Whether the latest entries were removed shows only a head that was kept elsewhere: verify --head.']),
  ];
}

/** 0 everything holds, 2 a link is broken, 3 some entries have no link. */
export function verifyExitCode({ problem, unlinked }: VerifiedChain): number {
  if (problem !== undefined) return 2;
  return unlinked > 0 ? 3 : 0;
}
