import { GluewardenError, isExpected } from '../../domain/errors.ts';
import type { Target } from '../../domain/model.ts';
import type { Authorise } from '../authorise.ts';
import type { FindingFilter, FindingsMessage } from '../messages/finding-messages.ts';
import type { Clock, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import type { SurfaceActions } from '../ports/surface.ts';
import { explainError } from '../words/explain.ts';
import { filterWords } from '../words/filter-words.ts';

/** Rows on one page, in a message or a modal. */
const pageSize = 10;

export interface BrowseDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** One page of the open findings, with the filter stored behind an id for the buttons. */
export async function findingsPage(
  { store, clock, newId }: BrowseDependencies,
  filter: FindingFilter,
  page: number,
  knownQueryId?: string,
): Promise<FindingsMessage> {
  const queryId = knownQueryId ?? newId();
  if (knownQueryId === undefined) await store.queries.save(queryId, filter, clock.now());
  const counts = await store.findings.counts(filter);
  const pages = Math.max(1, Math.ceil(counts.total / pageSize));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const { items } = await store.findings.page(filter, shown * pageSize, pageSize);
  const choices = await store.findings.choices();
  const targets = (await store.targets.all()).filter((row) => reaches(filter, row));
  const scans = targets.flatMap((row) => row.lastGoodAt ?? []);
  const notLookedAt = targets.filter(({ outcome }) => outcome === 'unknown').length;
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
    lastScanAt: scans.length > 0 ? Math.max(...scans) : null,
    ...(notLookedAt > 0 && { notLookedAt }),
  };
}

/** True when findings of this target could pass the filter. A placeholder can hide any region, or any account. */
function reaches({ accounts, regions }: FindingFilter, { account, region }: Target): boolean {
  const inAccount = !accounts?.length || account === 'unknown' || accounts.includes(account);
  const inRegion = !regions?.length || region === '*' || regions.includes(region);
  return inAccount && inRegion;
}

/** What the "Show all" button and the modal's controls do. */
export function createBrowse(dependencies: BrowseDependencies, authorise: Authorise): Pick<SurfaceActions, 'browse'> {
  return {
    async browse(actor, { queryId, page, change }) {
      try {
        await authorise(actor);
        const filter = await dependencies.store.queries.get(queryId);
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
