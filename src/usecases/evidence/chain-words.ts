import { type ChainProblem, type ChainState, headText } from '../../domain/evidence/audit-chain.ts';
import type { LinkedEntry } from '../../domain/evidence/audit-entry.ts';
import { countWords, instantWords, numberWords } from '../words/words.ts';

/** "entry 12 (audit x1, request.opened, 2026-11-23 08:00 UTC)". */
function entryWords({ place, id, action, at }: LinkedEntry): string {
  return `entry ${numberWords(place)} (audit ${id}, ${action}, ${instantWords(at)})`;
}

/** The first broken link as a clause: which entry, and what differs. No content of an entry. */
export function chainProblemWords(problem: ChainProblem): string {
  switch (problem.what) {
    case 'missing': {
      const { first, last, entry } = problem;
      const gone = first === last ? `entry ${numberWords(first)} is` : `entries ${first} to ${last} are`;
      return `${gone} missing before ${entryWords(entry)}`;
    }
    case 'changed':
      return `${entryWords(problem.entry)} is not as it was written: its content or its link was changed`;
    case 'moved':
      return `${entryWords(problem.entry)} was written as entry ${numberWords(problem.from)}: entries were reordered or removed`;
    case 'before':
      return `${entryWords(problem.entry)} is as it was written, and an entry before it is not: it was replaced, or its link was removed`;
    case 'head':
      return `${entryWords(problem.entry)} has another hash than the head that was kept, ${headText(problem.head)}: entries up to it were written again, or it is another database`;
    case 'truncated':
      return `entries are missing at the end: the last one is ${numberWords(problem.last)}, and the head that was kept is entry ${numberWords(problem.head.place)}. Was an older backup restored?`;
    case 'unknown-head':
      return `no entry up to the last one, ${numberWords(problem.last)}, has the hash ${problem.hash}: entries were removed at the end or written again, an older backup was restored, or it is another database`;
  }
}

/** How many entries there are, and how they are covered. */
export function chainStateWords({ entries, linked, before, unlinked }: ChainState): string {
  if (entries === 0) return 'no entry yet';
  const parts = [
    countWords(entries, 'entry', 'entries'),
    `${numberWords(linked)} linked`,
    ...(before > 0 ? [`${numberWords(before)} from before the chain, covered by its first link`] : []),
    ...(entries - linked - before - unlinked > 0
      ? [`${numberWords(entries - linked - before - unlinked)} by an older version, covered by the next link`]
      : []),
    ...(unlinked > 0 ? [`${numberWords(unlinked)} at the end not linked yet`] : []),
  ];
  return parts.join(', ');
}
