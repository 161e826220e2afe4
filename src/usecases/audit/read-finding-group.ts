import { type Exposure, exposures, type Owner, type Target, targetKey } from '../../domain/model.ts';
import type { Counts, FindingGroup, TargetCounts } from '../messages/audit-messages.ts';
import type { FindingRecords, FindingRow, FindingSpan, FirstPlace, OwnerKey } from '../ports/finding-records.ts';
import { addCounts, type SeenTarget } from '../running/fleet-result.ts';
import type { RecordedScan } from './record-scan.ts';
import { mostNamed } from './report.ts';
import { compareTargets, mostPlaces, nameFindings, noCounts, takeInTurns } from './views.ts';

export const emptyGroup: FindingGroup = { ...noCounts, named: [], places: [] };

interface NameWish {
  readonly span: FindingSpan;
  /** Named findings. */
  readonly most: number;
  /** Only these are named; the others are counted. */
  readonly named?: readonly Exposure[];
}

/** Counts of a target: of all findings there, or of one owner's. */
export type PartCounts = TargetCounts & { readonly ownedBy?: OwnerKey };

/** What a group is of: counts of its targets, and how many it names. */
interface GroupPart {
  readonly counts: readonly PartCounts[];
  readonly most: number;
}

/**
 * What `groupFindings` makes of all findings of each part, without reading them: a fleet has tens of thousands, and a
 * message names ten. They are counted by the database, and only those that are named are read, of all parts at once: this
 * is done while a transaction holds up every other write.
 */
export async function readFindingGroups(
  records: Pick<FindingRecords, 'firstOf'>,
  { span, named = exposures }: Omit<NameWish, 'most'>,
  parts: readonly GroupPart[],
): Promise<readonly FindingGroup[]> {
  const planned = parts.map(({ counts, most }) => {
    const targets = counts.toSorted(compareTargets);
    return { targets, places: placesToName(targets, named, most) };
  });
  const asked = new Map<string, FirstPlace>();
  for (const place of planned.flatMap(({ places }) => places))
    if (place.most > (asked.get(placeKey(place))?.most ?? 0)) asked.set(placeKey(place), place);
  const { ofAll = [], ofOne = [] } = Object.groupBy(asked.values(), ({ ownedBy }) =>
    ownedBy === undefined ? 'ofAll' : 'ofOne',
  );
  const keyOfAll = ({ account, region, exposure }: FindingRow) => placeKey({ account, region, exposure });
  const keyOfOne = ({ account, region, exposure, owner }: FindingRow) =>
    placeKey({ account, region, exposure, ownedBy: ownerKeyOf(owner) });
  const rows = new Map([
    ...Map.groupBy(await records.firstOf(span, ofAll), keyOfAll),
    ...Map.groupBy(ofOne.length === 0 ? [] : await records.firstOf(span, ofOne), keyOfOne),
  ]);
  return planned.map(({ targets, places }) => {
    const picked = places.flatMap((place) => rows.get(placeKey(place))?.slice(0, place.most) ?? []);
    const byTarget = addByTarget(targets).slice(0, mostPlaces);
    return { ...addCounts(targets), named: nameFindings(picked), places: byTarget };
  });
}

const placeKey = ({ exposure, ownedBy, ...place }: Omit<FirstPlace, 'most'>) =>
  JSON.stringify([targetKey(place), exposure, ownedBy ?? null]);

/** By whom a recorded finding is counted. */
export function ownerKeyOf(owner: Owner | undefined): OwnerKey {
  return owner === undefined ? '' : (owner.channel ?? '-');
}

/** What there is in each target, whoever owns it. */
export function addByTarget(counts: readonly PartCounts[]): readonly TargetCounts[] {
  if (counts.every(({ ownedBy }) => ownedBy === undefined)) return counts;
  const added = [...Map.groupBy(counts, targetKey).values()].flatMap((same): TargetCounts[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { account, region } = first;
    // As the database counts them together: of several names the last.
    const accountName = same
      .flatMap((each) => each.accountName ?? [])
      .toSorted()
      .at(-1);
    return [{ account, ...(accountName !== undefined && { accountName }), region, ...addCounts(same) }];
  });
  return added.sort(compareTargets);
}

/** How many are named of each place: as many as taking turns takes of each. */
function placesToName(targets: readonly PartCounts[], named: readonly Exposure[], most: number): FirstPlace[] {
  const places: FirstPlace[] = [];
  let left = most;
  for (const exposure of named) {
    const there = targets.filter((each) => each[exposure] > 0).slice(0, Math.max(0, left));
    const turns = there.map(({ [exposure]: count }, index) => Array<number>(Math.min(count, left)).fill(index));
    const taken = takeInTurns(turns, left);
    left -= taken.length;
    for (const [index, each] of Map.groupBy(taken, (of) => of)) {
      const target = there[index];
      if (target === undefined) continue;
      const { account, region, ownedBy } = target;
      places.push({ account, region, exposure, most: each.length, ...(ownedBy !== undefined && { ownedBy }) });
    }
  }
  return places;
}

/** The same of one part, place by place: fewer may be there than were counted. */
export async function groupOfCounts(
  records: Pick<FindingRecords, 'firstIn'>,
  counts: readonly TargetCounts[],
  { span, most, named = exposures }: NameWish,
): Promise<FindingGroup> {
  const targets = counts.toSorted(compareTargets);
  const picked: FindingRow[] = [];
  for (const exposure of named) {
    const left = most - picked.length;
    const queues: (readonly FindingRow[])[] = [];
    for (const target of targets.filter((each) => each[exposure] > 0).slice(0, Math.max(0, left)))
      queues.push(await records.firstIn(span, target, exposure, left));
    picked.push(...takeInTurns(queues, left));
  }
  return { ...addCounts(targets), named: nameFindings(picked), places: targets.slice(0, mostPlaces) };
}

/** What an audit saw of findings. */
export interface Found {
  readonly group: FindingGroup;
  readonly in: (target: Target) => Counts;
}

/**
 * What is open of what these looks saw, as the records have it: since when, whether it is fixed, with what is reverted. A
 * fleet has tens of thousands, so they are counted there, and only the named ones are read.
 */
export async function readFound(
  records: Pick<FindingRecords, 'countByTarget' | 'firstIn'>,
  { results, newer, at }: Pick<RecordedScan, 'results' | 'newer' | 'at'>,
): Promise<Found> {
  const isOfAnother = new Set(newer.map(targetKey));
  // All that a scan saw has the instant at which it was recorded.
  const ofThis = { state: 'open', seenSince: at } as const;
  const own = results.filter((result) => !isOfAnother.has(targetKey(result)));
  const counted = [
    ...(await records.countByTarget(ofThis, own)),
    ...(newer.length === 0 ? [] : await records.countByTarget({ state: 'open' }, newer)),
  ];
  const firstIn: FindingRecords['firstIn'] = (span, target, ...most) =>
    records.firstIn(isOfAnother.has(targetKey(target)) ? span : ofThis, target, ...most);
  return foundIn({ firstIn }, results, counted);
}

/** What a scan saw that nobody recorded: its findings went with it, and none can be named. */
export function asSeen(results: readonly SeenTarget[]): Promise<Found> {
  return foundIn({ firstIn: async () => [] }, results, []);
}

async function foundIn(
  records: Pick<FindingRecords, 'firstIn'>,
  results: readonly SeenTarget[],
  counted: readonly TargetCounts[],
): Promise<Found> {
  const counts = new Map(counted.map((each): [string, TargetCounts] => [targetKey(each), each]));
  for (const { found, ...result } of results) {
    const { account, region } = result;
    // Never less than what was seen, or it would pass for compliant.
    if (found.total > (counts.get(targetKey(result))?.total ?? 0))
      counts.set(targetKey(result), {
        account,
        ...(result.accountName !== undefined && { accountName: result.accountName }),
        region,
        ...found,
      });
  }
  const group = await groupOfCounts(records, [...counts.values()], { span: { state: 'open' }, most: mostNamed });
  return { group, in: (target) => counts.get(targetKey(target)) ?? noCounts };
}
