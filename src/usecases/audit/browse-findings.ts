import { largest } from '../../domain/audit/extremes.ts';
import { GluewardenError, isExpected } from '../../domain/errors.ts';
import type { Target } from '../../domain/model.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { Authorise } from '../authorise.ts';
import { type FindingFilter, type FindingsMessage, standingQueries } from '../messages/finding-messages.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { SurfaceActions } from '../ports/surface.ts';
import { type ActsDependencies, readActs } from '../remediation/state/read-acts.ts';
import { explainError } from '../words/explain.ts';
import { filterWords } from '../words/filter-words.ts';
import { leftOf, neverScanned, readWatched, type Watched } from './read-watched.ts';

/** Rows on one page, in a message or a modal. */
const pageSize = 10;

export interface BrowseDependencies extends ActsDependencies {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** One page of the open findings, with the filter stored behind an id for the buttons. */
export async function findingsPage(
  dependencies: BrowseDependencies,
  filter: FindingFilter,
  page: number,
  knownQueryId?: string,
): Promise<FindingsMessage> {
  const { store, clock, newId, fleet } = dependencies;
  const queryId = knownQueryId ?? newId();
  if (knownQueryId === undefined) await store.queries.save(queryId, filter, clock.now());
  const watched = await readWatched(store, fleet);
  const where = filter.unwatched ? { only: watched.leftSet } : { except: watched.leftSet };
  const query = { ...filter, ...where };
  const counts = await store.findings.counts(query);
  const pages = Math.max(1, Math.ceil(counts.total / pageSize));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const { items } = await store.findings.page(query, shown * pageSize, pageSize);
  const choices = await store.findings.choices(where);
  // Of what is not watched any more nothing can be read, and so nothing shown or changed.
  const acts = filter.unwatched ? {} : await readActs(dependencies, items);
  return {
    kind: 'findings',
    filter,
    filterWords: filterWords(filter, choices.accounts),
    queryId,
    page: shown,
    pages,
    counts,
    items,
    choices,
    ...acts,
    ...restsOn(watched, filter),
  };
}

/** What the page rests on: the watched targets that the filter reaches, and what is left out. */
function restsOn(
  watched: Watched,
  filter: FindingFilter,
): Pick<FindingsMessage, 'lastScanAt' | 'notLookedAt' | 'neverScanned' | 'unwatched'> {
  const rows = watched.rows.filter((row) => reaches(filter, row));
  const scans = rows.flatMap((row) => row.lastGoodAt ?? []);
  const lastScanAt = scans.length > 0 ? largest(scans) : null;
  if (filter.unwatched) return { lastScanAt };
  const notLookedAt = rows.filter(({ outcome }) => outcome === 'unknown').length;
  const never = neverScanned(watched).filter((target) => reaches(filter, target)).length;
  const unwatched = leftOf(watched.left, (target) => reaches(filter, target));
  return {
    lastScanAt,
    ...(notLookedAt > 0 && { notLookedAt }),
    ...(never > 0 && { neverScanned: never }),
    ...(unwatched && { unwatched }),
  };
}

/** True when findings of this target could pass the filter. A placeholder can hide any region, or any account. */
function reaches({ accounts, regions }: FindingFilter, { account, region }: Target): boolean {
  const inAccount = !accounts?.length || account === 'unknown' || accounts.includes(account);
  const inRegion = !regions?.length || region === '*' || regions.includes(region);
  return inAccount && inRegion;
}

const standing: ReadonlyMap<string, FindingFilter> = new Map(Object.entries(standingQueries));

/** What the "Show all" button and the modal's controls do. */
export function createBrowse(dependencies: BrowseDependencies, authorise: Authorise): Pick<SurfaceActions, 'browse'> {
  return {
    async browse(actor, { queryId, page, change }) {
      try {
        await authorise(actor);
        const filter = standing.get(queryId) ?? (await dependencies.store.queries.get(queryId));
        if (filter === undefined) throw new GluewardenError('expired-view');
        return change
          ? await findingsPage(dependencies, { ...filter, ...change }, page)
          : await findingsPage(dependencies, filter, page, queryId);
      } catch (error) {
        if (!isExpected(error)) throw error;
        return explainError(error);
      }
    },
  };
}
