import { type NameSearch, nameMatcher, namesIn } from '../../domain/audit/name-search.ts';
import { GluewardenError, isExpected } from '../../domain/errors.ts';
import type { Fleet } from '../../domain/watch.ts';
import { readWatched } from '../audit/read-watched.ts';
import { nameFindings } from '../audit/views.ts';
import type { Authorise } from '../authorise.ts';
import type { FoundFinding, FoundMessage } from '../messages/finding-messages.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { Store } from '../ports/store.ts';
import type { SurfaceActions } from '../ports/surface.ts';
import { type ActsDependencies, readActs } from '../remediation/state/read-acts.ts';
import { explainError } from '../words/explain.ts';

export interface FindDependencies extends ActsDependencies {
  readonly store: Store;
  readonly fleet: Fleet;
}

/** Open findings of what is watched whose own name has this part, or the name of what uses them. */
export type FindFindings = (part: string) => Promise<FoundMessage>;

const mostShown = 10;
const mostUsers = 3;

/** @throws {GluewardenError} `usage` without a part */
export function createFindFindings(dependencies: FindDependencies): FindFindings {
  return async (part) => {
    const trimmed = part.trim();
    if (trimmed === '') throw new GluewardenError('usage', 'say a part of a name, as in find orders');
    return { ...(await find(dependencies, { part: trimmed })), part: trimmed };
  };
}

/** The same for a text that somebody points at: it is looked through here, and goes nowhere else. */
export function createFindIn(dependencies: FindDependencies, authorise: Authorise): Pick<SurfaceActions, 'findIn'> {
  return {
    async findIn(actor, text) {
      try {
        await authorise(actor);
        return await find(dependencies, { names: namesIn(text) });
      } catch (error) {
        if (!isExpected(error)) throw error;
        return explainError(error);
      }
    },
  };
}

async function find(dependencies: FindDependencies, search: NameSearch): Promise<FoundMessage> {
  const { store, fleet } = dependencies;
  const watched = await readWatched(store, fleet);
  const { places, partial } = await store.findings.search(search);
  const here = places.filter((place) => watched.find(place) !== undefined);
  const read = await Promise.all(here.slice(0, mostShown).map(({ id }) => store.findings.byId(id)));
  const rows = read.flatMap((row) => (row === undefined || row.resolvedAt !== undefined ? [] : [row]));
  const isMeant = nameMatcher(search);
  return {
    kind: 'found',
    total: here.length,
    ...(partial && { partial: true as const }),
    items: nameFindings(rows).map((finding): FoundFinding => foundOf(finding, rows, isMeant)),
    ...(await readActs(dependencies, rows)),
  };
}

/** With what uses it, where the finding itself has another name. */
function foundOf(finding: FoundFinding, rows: readonly FindingRow[], isMeant: (name: string) => boolean): FoundFinding {
  if (isMeant(finding.name)) return finding;
  const all = rows.find(({ id }) => id === finding.id)?.references ?? [];
  const users = all.filter(({ name }) => isMeant(name));
  return { ...finding, through: users.slice(0, mostUsers), throughTotal: users.length };
}
