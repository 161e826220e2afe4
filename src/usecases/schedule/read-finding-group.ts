import { type Exposure, exposures, type Target } from '../../domain/model.ts';
import { compareTargets, mostPlaces, nameFindings, noCounts, takeInTurns } from '../audit/views.ts';
import type { Counts, FindingGroup, TargetCounts } from '../messages/audit-messages.ts';
import type { FindingRecords, FindingRow, FindingSpan } from '../ports/finding-records.ts';

export const emptyGroup: FindingGroup = { ...noCounts, named: [], places: [] };

interface GroupWish {
  readonly span: FindingSpan;
  readonly among: (target: Target) => boolean;
  /** Named findings. */
  readonly most: number;
  /** Only these are named; the others are counted. */
  readonly named?: readonly Exposure[];
}

/**
 * What `groupFindings` makes of all findings, without reading them: a fleet has tens of thousands, and a message names
 * ten. They are counted by the database, and of each place that is named only its first ones are read.
 */
export async function readFindingGroup(
  records: Pick<FindingRecords, 'countByTarget' | 'firstIn'>,
  { span, among, most, named = exposures }: GroupWish,
): Promise<FindingGroup> {
  const targets = (await records.countByTarget(span)).filter(among).toSorted(compareTargets);
  const picked: FindingRow[] = [];
  for (const exposure of named) {
    const left = most - picked.length;
    const queues: (readonly FindingRow[])[] = [];
    for (const target of targets.filter((each) => each[exposure] > 0).slice(0, Math.max(0, left)))
      queues.push(await records.firstIn(span, target, exposure, left));
    picked.push(...takeInTurns(queues, left));
  }
  return { ...sumOf(targets), named: nameFindings(picked), places: targets.slice(0, mostPlaces) };
}

function sumOf(targets: readonly TargetCounts[]): Counts {
  const sum = { total: 0, exposed: 0, latent: 0, unused: 0 };
  let allFixed = 0;
  for (const { total, exposed, latent, unused, fixed = 0 } of targets) {
    sum.total += total;
    sum.exposed += exposed;
    sum.latent += latent;
    sum.unused += unused;
    allFixed += fixed;
  }
  return allFixed > 0 ? { ...sum, fixed: allFixed } : sum;
}
