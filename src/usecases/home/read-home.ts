import { isExpected } from '../../domain/errors.ts';
import type { Access } from '../../domain/fleet.ts';
import { targetKey } from '../../domain/model.ts';
import { dayMs, dayOf } from '../../domain/retention.ts';
import type { Fleet } from '../../domain/watch.ts';
import { historyEntry } from '../audit/history.ts';
import { leftOf, neverScanned, readWatched, type Watched } from '../audit/read-watched.ts';
import { compareTargets, nameFindings } from '../audit/views.ts';
import type { Authorise } from '../authorise.ts';
import { readSchedules, type StatusDependencies } from '../bot/status.ts';
import type { HomePage, HomePlace, HomeRefused, HomeTrend } from '../messages/home-page.ts';
import type { Actor } from '../ports/command.ts';
import { type ActsDependencies, readActs } from '../remediation/state/read-acts.ts';
import { runningScans } from '../running/cancel-scan.ts';
import { noCounts } from '../running/fleet-result.ts';
import { explainError } from '../words/explain.ts';
import { type HomeRequestDependencies, readHomeRequests } from './read-home-requests.ts';
import { type HomeRiskDependencies, readHomeRisks } from './read-home-risks.ts';

export interface HomeDependencies extends Omit<HomeRequestDependencies, 'store'>, Omit<ActsDependencies, 'store'> {
  readonly store: StatusDependencies['store'] & HomeRiskDependencies['store'] & ActsDependencies['store'];
  readonly timetable: StatusDependencies['timetable'];
  readonly schedules: StatusDependencies['schedules'];
  readonly fleet: Fleet;
  /** False: no account has a remediation role, or REMEDIATION=off. */
  readonly hasRemediation: boolean;
}

export type ReadHome = (actor: Actor) => Promise<HomePage | HomeRefused>;

const mostWorst = 5;
const mostPlaces = 8;
const mostScans = 3;
const periods = [30, 90] as const;

/**
 * The page of one person: what holds now, by the records alone. Neither AWS nor the chat is asked for it, but for who may
 * see it at all.
 */
export function createReadHome(
  dependencies: HomeDependencies & { readonly access?: Access | undefined },
  authorise: Authorise,
): ReadHome {
  return async (actor) => {
    try {
      await authorise(actor);
    } catch (error) {
      if (!isExpected(error)) throw error;
      const { what, next } = explainError(error);
      return { kind: 'home-refused', what, next, channels: dependencies.access?.channels ?? [] };
    }
    return readHome(dependencies, actor.user);
  };
}

async function readHome(dependencies: HomeDependencies, user: string): Promise<HomePage> {
  const { store, clock, fleet, hasRemediation } = dependencies;
  const watched = await readWatched(store, fleet);
  const { rows, left, leftSet } = watched;
  const open = { except: leftSet };
  const [counts, worst, schedules, scans, running, requests, risks] = await Promise.all([
    store.findings.counts(open),
    store.findings.page({ ...open, exposures: ['exposed'] }, 0, mostWorst),
    readSchedules(dependencies),
    store.scans.latest(mostScans),
    runningScans(store),
    hasRemediation ? readHomeRequests(dependencies, user) : undefined,
    readHomeRisks({ ...dependencies, accounts: fleet.accounts }, user),
  ]);
  const unwatched = leftOf(left, () => true);
  // What is accepted stands at the end of every list: here it would be said to be exposed.
  const items = worst.items.filter(({ accepted }) => accepted === undefined);
  return {
    kind: 'home',
    at: clock.now(),
    accounts: fleet.accounts.length,
    open: counts,
    scanned: rows.filter(({ outcome }) => outcome === 'scanned').length,
    unknown: rows.filter(({ outcome }) => outcome === 'unknown').length,
    neverScanned: neverScanned(watched).length,
    ...(unwatched && { unwatched }),
    worst: nameFindings(items),
    acts: await readActs(dependencies, items),
    places: placesOf(watched),
    trends: rows.length === 0 ? [] : await readTrends(dependencies, watched, counts.total),
    ...(requests && { requests }),
    ...(risks.total > 0 && { risks }),
    schedules,
    lastScans: scans.map(historyEntry),
    running,
  };
}

/** Of tens of thousands of targets those alone that have findings or could not be scanned. */
function placesOf({ open, rows, find }: Watched): HomePage['places'] {
  const counted = new Set(open.map(targetKey));
  const blind = rows.filter((row) => row.outcome === 'unknown' && !counted.has(targetKey(row)));
  const all = [...open, ...blind.map((row) => ({ ...noCounts, ...row }))].map((counts): HomePlace => {
    const { account, region, total, exposed, latent, unused, fixed, accepted } = counts;
    const target = find(counts);
    const { row } = target ?? {};
    const name = target?.accountName ?? row?.accountName ?? counts.accountName;
    return {
      account,
      ...(name !== undefined && { accountName: name }),
      region,
      ...{ total, exposed, latent, unused },
      ...(fixed !== undefined && { fixed }),
      ...(accepted !== undefined && { accepted }),
      ...(row?.outcome === 'unknown' && { failed: row.reason ?? 'unknown' }),
      lastGoodAt: row?.lastGoodAt ?? null,
    };
  });
  return { total: all.length, shown: all.toSorted(comparePlaces).slice(0, mostPlaces) };
}

/** What is exposed first, then what nobody can see, then the rest. */
function comparePlaces(a: HomePlace, b: HomePlace): number {
  return (
    b.exposed - a.exposed ||
    Number(b.failed !== undefined) - Number(a.failed !== undefined) ||
    b.latent - a.latent ||
    compareTargets(a, b)
  );
}

/** What was open then follows from what is open now and what changed: the three always agree. */
async function readTrends(
  { store, clock }: HomeDependencies,
  watched: Watched,
  openNow: number,
): Promise<readonly HomeTrend[]> {
  const today = dayOf(clock.now());
  const firsts = periods.map((days) => today - (days - 1) * dayMs);
  const sums = await store.summaries.changes(firsts, today, watched.recordedElsewhere());
  const trends = sums.map(({ opened, resolved, since }, index): HomeTrend => {
    const cut = since > (firsts[index] ?? since);
    const days = (today - since) / dayMs + 1;
    return { days, since, cut, opened, resolved, openThen: Math.max(0, openNow - opened + resolved), openNow };
  });
  return trends.filter(({ days }, index) => index === 0 || days !== trends[index - 1]?.days);
}
