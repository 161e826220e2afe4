import type { TargetSummary } from '../messages/audit-messages.ts';
import { sentenceKind } from './explain-sentence.ts';

/** A message shows four of a cause; of those, and of causes, a few more than it shows are kept. */
const keptOfACause = 6;
const keptCauses = 50;

/** What makes two targets unknown for one cause. */
export function causeOf({ reason, call, message }: TargetSummary): string {
  return JSON.stringify([reason, call, sentenceKind(message ?? '')]);
}

/**
 * What a message needs of the targets that could not be scanned: a few of each cause, of which the first says how many
 * more there are. A fleet whose role is gone has 17,000 of one cause, which were 4.6 MB of a row.
 */
export function fewOfEachCause(unknown: readonly TargetSummary[]): readonly TargetSummary[] {
  const groups = [...Map.groupBy(unknown, causeOf).values()].sort((a, b) => b.length - a.length);
  const shown = groups.slice(0, keptCauses).map(fewOf);
  const left = groups.slice(keptCauses).flat();
  const [first, ...others] = left;
  return first === undefined ? shown.flat() : [...shown.flat(), withMore(first, others.length)];
}

function fewOf(group: readonly TargetSummary[]): readonly TargetSummary[] {
  const [first] = group;
  if (first === undefined || group.length <= keptOfACause) return group;
  const kept = group.slice(0, keptOfACause);
  // One sentence that differs is kept too: a message quotes AWS only where all say the same.
  const other = group.find(({ message }) => message !== first.message);
  const all = other === undefined || kept.includes(other) ? kept : [...kept, other];
  return [withMore(first, group.length - all.length), ...all.slice(1)];
}

function withMore(target: TargetSummary, more: number): TargetSummary {
  return more === 0 ? target : { ...target, more };
}
