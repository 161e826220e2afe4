import { largest, smallest } from '../../../domain/audit/extremes.ts';
import type { RequestAct } from '../../messages/request-messages.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import type { GivenOrders } from './given-orders.ts';

const mostActs = 12;
const mostCanaries = 3;

export interface ActsInput {
  readonly executions: readonly ExecutionRow[];
  readonly switches: readonly SwitchRow[];
  readonly orders: GivenOrders;
}

/** What happened to a request after its approval, who did it and when, in that order; from the records alone. */
export function requestActs({ executions, switches, orders }: ActsInput): readonly RequestAct[] {
  const forward = executions.filter(({ direction }) => direction === 'forward');
  const back = executions.filter(({ direction }) => direction === 'back');
  const { wentOn, stopped } = orders;
  const acts: readonly RequestAct[] = [
    ...begun(switches),
    ...canaries(switches),
    ...(wentOn ? [{ what: 'went-on' as const, ...wentOn }] : []),
    ...(stopped ? [{ what: 'stopped' as const, ...stopped }] : []),
    ...ended(forward, 'ended'),
    ...runsKnown(forward, switches),
    ...ordersBack(back),
    ...ended(back, 'back-ended'),
  ];
  return acts.toSorted((a, b) => a.at - b.at).slice(-mostActs);
}

/** A switch is recorded just before its change. */
function begun(switches: readonly SwitchRow[]): RequestAct[] {
  return switches.length === 0 ? [] : [{ what: 'began', at: smallest(switches.map(({ openedAt }) => openedAt)) }];
}

function canaries(switches: readonly SwitchRow[]): RequestAct[] {
  return switches
    .filter(({ canary }) => canary)
    .slice(0, mostCanaries)
    .flatMap(({ job, movedAt, closedAt, state }): RequestAct[] => {
      const run = knownRun(state);
      return [
        ...(movedAt === undefined ? [] : [{ what: 'canary-switched' as const, at: movedAt, job }]),
        ...(closedAt === undefined || run === undefined
          ? []
          : [{ what: 'canary-run' as const, at: closedAt, job, run }]),
      ];
    });
}

function knownRun(state: SwitchRow['state']): RequestAct['run'] {
  return state === 'moving' || state === 'void' || state === 'watching' ? undefined : state;
}

/** Once none goes on: a rolled back one is told by the end of its roll back. */
function ended(executions: readonly ExecutionRow[], what: 'ended' | 'back-ended'): RequestAct[] {
  const ends = executions.flatMap(({ state, endedAt }) => (state === 'ended' ? (endedAt ?? []) : []));
  return ends.length === 0 || ends.length < executions.length ? [] : [{ what, at: largest(ends) }];
}

/** Once every first run is known, and nothing is left to be switched. */
function runsKnown(forward: readonly ExecutionRow[], switches: readonly SwitchRow[]): RequestAct[] {
  const stays = switches.filter(({ backAt, state }) => backAt === undefined && state !== 'void');
  const known = stays.flatMap(({ state, closedAt }) => (knownRun(state) === undefined ? [] : (closedAt ?? [])));
  const isOver = forward.every(({ state }) => state === 'ended') && known.length === stays.length;
  if (!isOver || known.length === 0) return [];
  const good = stays.filter(({ state }) => state === 'good').length;
  return [{ what: 'runs-known', at: largest(known), runs: { good, other: stays.length - good } }];
}

/** The plans of a request are ordered back together. */
function ordersBack(back: readonly ExecutionRow[]): RequestAct[] {
  const orders = new Map(back.flatMap(({ order }) => (order ? [[`${order.by} ${order.at}`, order] as const] : [])));
  return [...orders.values()].map(({ by, at }) => ({ what: 'back-ordered', by, at }));
}
