import type { JudgedAct } from './acks.ts';
import type { Verdict } from './judge.ts';
import type { Diary } from './people.ts';
import type { Takeover } from './takeovers.ts';
import type { Troubles } from './troubles.ts';

function countBy<T>(all: readonly T[], key: (one: T) => string): string[] {
  return [...Map.groupBy(all, key)].map(([name, { length }]) => `  ${name}: ${length}`).toSorted();
}

function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function ackLines(acts: readonly JudgedAct[]): string[] {
  const times = acts
    .filter(({ acked, near }) => acked && near.length === 0)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  const late = acts.filter(({ verdict, near }) => verdict === 'late' && near.length === 0);
  return [
    `${acts.length} acts of people`,
    ...countBy(acts, ({ verdict, near }) => `${verdict}, ${near.length > 0 ? 'near' : 'no'} trouble`),
    `  without trouble near: p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms, longest ${percentile(times, 1)} ms`,
    ...late.map(({ what, at, ms }) => `  late: ${what} at ${new Date(at).toISOString()} after ${Math.round(ms)} ms`),
  ];
}

function takeoverLines(all: readonly Takeover[]): string[] {
  const most = (of: readonly Takeover[], ms: (one: Takeover) => number) =>
    Math.round(Math.max(0, ...of.map(ms)) / 1_000);
  return [...Map.groupBy(all, ({ what }) => what)].map(
    ([what, of]) =>
      `  ${what}: ${of.length}, longest ${most(of, ({ ms }) => ms)} s, without other troubles ${most(of, (one) => one.undisturbedMs)} s`,
  );
}

/** What was done and what came of it, for a terminal. `how` is what it was run with. */
export function renderVerdict(how: string, verdict: Verdict, troubles: Troubles, diary: Diary): string {
  const { acts, executions, messages, repeated, edits, looks, takeovers, violations, notes } = verdict;
  return [
    how,
    ...ackLines(acts),
    'troubles',
    ...countBy(troubles.all, ({ side, what }) =>
      side === 'aws' ? `aws: ${what.replace(/ of .*/, '')}` : `${side}: ${what}`,
    ),
    'people',
    ...[...diary.counts].map(([what, times]) => `  ${what}: ${times}`).toSorted(),
    `executions ${JSON.stringify(executions)}, messages ${messages}, shown again ${repeated.length}, edits of jobs ${edits}`,
    `records held against the truth ${looks} times`,
    `taken over: ${takeovers.length}`,
    ...takeoverLines(takeovers),
    ...repeated.slice(0, 20).map((line) => `  ${line}`),
    `notes: ${notes.length}`,
    ...notes.slice(0, 60).map((line) => `  ${line}`),
    violations.length === 0 ? 'clean' : `violations: ${violations.length}`,
    ...violations.slice(0, 60).map((line) => `  ${line}`),
    '',
  ].join('\n');
}
