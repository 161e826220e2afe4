import { isCancelled } from '../../domain/audit/cancelled.ts';
import { idOf, type Scope } from '../../domain/fleet.ts';
import { targetKey } from '../../domain/model.ts';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import { scopeLabel } from '../../domain/scope.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { AuditResultMessage, CancelledScan, TargetSummary } from '../messages/audit-messages.ts';
import type { Message } from '../messages/message.ts';
import type { Actor } from '../ports/command.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import { type ActsDependencies, readActs } from '../remediation/state/read-acts.ts';
import { describeCancelled } from '../running/cancelled-scan.ts';
import { beginScan, failScan } from '../running/fail-scan.ts';
import type { SeenTarget } from '../running/fleet-result.ts';
import type { RunningScans, SaidProgress } from '../running/running-scans.ts';
import { type StageScanDependencies, stageScan } from '../sharing/stage-scan.ts';
import { markFinal, whileBusy } from '../while-busy.ts';
import { asSeen, type Found, readFound } from './read-finding-group.ts';
import type { JobsNow } from './read-jobs-now.ts';
import { readWatched } from './read-watched.ts';
import { recordScan } from './record-scan.ts';
import { lastGoodAt, reportNumbers } from './report.ts';
import { compareSummaries, summarizeSeen } from './views.ts';

export interface AuditDependencies extends StageScanDependencies, Omit<ActsDependencies, 'store'> {
  readonly clock: Clock;
  readonly log: Log;
  readonly processId: string;
  readonly fleet: Fleet;
  readonly running: RunningScans;
  /** Where the approvers of an account read. Absent: remediation is off. */
  readonly channelOf?: (account: string) => string | undefined;
  /** Reads jobs once more. Absent: nothing new is said to be reverted. */
  readonly jobsNow?: JobsNow;
  /** Whose findings are by name and tag. Absent: that stays as it is. */
  readonly owners?: readonly OwnerRule[];
}

interface AuditRequest {
  readonly scope: Scope;
  readonly actor: Actor;
  /** As typed, to be offered again after a restart. */
  readonly command: string;
  progress(message: Message): void;
}

/** Messages show this many targets as rows; the rest are counted. */
const mostTargets = 100;

/** Audits a scope because somebody asked, records what was seen, and says it. */
export type Audit = (request: AuditRequest) => Promise<AuditResultMessage>;

export function createAudit(dependencies: AuditDependencies): Audit {
  const { store, clock, newId, processId, fleet, running, channelOf, jobsNow, owners } = dependencies;
  return async ({ scope, actor, command, progress }) => {
    const scanId = newId();
    const startedAt = clock.now();
    const label = scopeLabel(scope);
    const asked = { askedBy: actor.user, askedIn: actor.channel, command, accounts: scope.accounts.map(idOf) };
    await beginScan(dependencies, { id: scanId, processId, startedAt, scope: label, caughtUp: false, ...asked });
    const say = (state: SaidProgress) =>
      progress({ kind: 'audit-progress', scope: label, startedAt, scanId, ...state });
    const watched = running.watch(scanId, say);
    try {
      const { signal, update: onProgress } = watched;
      const { results, recording } = await stageScan(dependencies, scanId, scope, { signal, onProgress });
      await watched.stop();
      const queryId = newId();
      let stray: ReadonlySet<string> = new Set();
      const recorded = await recordScan(store, newId, {
        scanId,
        results,
        recording,
        clock,
        scope,
        ...(channelOf && { channelOf }),
        ...(jobsNow && { jobsNow }),
        ...(owners && { owners }),
        also: async (records, { at }) => {
          const { targets } = await readWatched(records, fleet);
          const watched = new Set(targets.map(targetKey));
          // Somebody can ask about a region that is not configured: its findings are in no count.
          stray = new Set(results.map(targetKey).filter((key) => !watched.has(key)));
          const allStray = results.length > 0 && results.every((result) => stray.has(targetKey(result)));
          const filter = { ...queryFilter(results, scope), ...(allStray && { unwatched: true as const }) };
          await records.queries.save(queryId, filter, at);
          return [];
        },
      });
      const targets = await whileBusy(() => store.targets.all());
      const at = recorded?.at ?? clock.now();
      const known = recorded ? recorded.results : results.filter((result) => !isCancelled(result));
      const found = recorded ? await whileBusy(() => readFound(store.findings, recorded)) : await asSeen(known);
      const by = watched.cancelledBy();
      // One that was taken for dead has no record of it, and must not pass what it read off as all.
      const cancelled = recorded
        ? recorded.cancelled
        : by && { ...describeCancelled(by, results, targets), unrecorded: true as const };
      const outcome = { results: known, isRecorded: recorded !== undefined, ...(cancelled && { cancelled }) };
      const result = composeAuditResult({ label, startedAt, at, ...outcome, found, targets, queryId, stray });
      return { ...result, ...(await actsOf(dependencies, result, stray)) };
    } catch (error) {
      await watched.stop();
      await failScan(dependencies, scanId);
      // A command is done again while the database is busy: the whole fleet would be read again.
      throw markFinal(error);
    }
  };
}

/** Of what is watched and recorded: of anything else no button could lead anywhere. */
async function actsOf(
  dependencies: AuditDependencies,
  { findings }: AuditResultMessage,
  stray: ReadonlySet<string>,
): Promise<Pick<AuditResultMessage, 'acts'>> {
  const named = findings.named.filter((finding) => !stray.has(targetKey(finding)));
  const { byId } = dependencies.store.findings;
  const rows = await whileBusy(() => Promise.all(named.flatMap(({ id }) => (id === undefined ? [] : byId(id)))));
  const open = rows.flatMap((row) => (row === undefined || row.resolvedAt !== undefined ? [] : row));
  const acts = await whileBusy(() => readActs(dependencies, open));
  return Object.keys(acts).length > 0 ? { acts } : {};
}

function queryFilter(results: readonly SeenTarget[], scope: Scope) {
  const accounts = [...new Set(results.map((result) => result.account))];
  return { ...(accounts.length > 0 && { accounts }), ...(scope.regions && { regions: scope.regions }) };
}

interface ResultInput {
  readonly label: string;
  readonly startedAt: number;
  readonly at: number;
  readonly results: readonly SeenTarget[];
  /** False when the scan was taken for dead: what was seen is still shown. */
  readonly isRecorded: boolean;
  readonly cancelled?: CancelledScan;
  readonly found: Found;
  readonly targets: readonly TargetRow[];
  readonly queryId: string;
  /** Keys of targets that are not watched. */
  readonly stray: ReadonlySet<string>;
}

function composeAuditResult(input: ResultInput): AuditResultMessage {
  const { label, startedAt, at, results, isRecorded, cancelled, found, targets, queryId, stray } = input;
  const goodAt = lastGoodAt(targets);
  const summaries = results.map((result) => summarizeSeen({ ...result, found: found.in(result) }, goodAt(result)));
  return {
    kind: 'audit-result',
    scope: label,
    finishedAt: at,
    durationMs: at - startedAt,
    findings: found.group,
    targets: summaries.toSorted(compareSummaries).slice(0, mostTargets),
    ...reportNumbers(
      results,
      summaries.filter(({ outcome }) => outcome === 'unknown'),
    ),
    ...strayOf(summaries, stray),
    ...(isRecorded ? { queryId } : cancelled === undefined && { unrecorded: true as const }),
    ...(cancelled && { cancelled }),
  };
}

/** A message names a few; the rest follow from the number. */
const mostStray = 20;

function strayOf(
  summaries: readonly TargetSummary[],
  stray: ReadonlySet<string>,
): Pick<AuditResultMessage, 'unwatched' | 'notWatched'> {
  const left = summaries.filter((summary) => stray.has(targetKey(summary)));
  if (left.length === 0) return {};
  const places = left
    .toSorted((a, b) => b.findings.total - a.findings.total)
    .slice(0, mostStray)
    .map(({ account, region, ...rest }) => ({ ...nameOf(rest), account, region }));
  return {
    ...(left.length === summaries.length && { unwatched: true }),
    notWatched: {
      targets: left.length,
      findings: left.reduce((sum, { findings }) => sum + findings.total, 0),
      places,
    },
  };
}

function nameOf({ accountName }: Pick<SeenTarget, 'accountName'>): { accountName?: string } {
  return accountName === undefined ? {} : { accountName };
}
