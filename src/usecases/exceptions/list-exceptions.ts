import type { Account } from '../../domain/fleet.ts';
import type { AcceptedRisksMessage } from '../messages/exception-messages.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { riskView } from './risk-view.ts';

const mostShown = 40;

/** What is accepted or asked for, the earliest end first, each with how many findings it covers now. */
export async function listExceptions({
  store,
  clock,
  accounts,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly accounts: readonly Account[];
}): Promise<AcceptedRisksMessage> {
  const now = clock.now();
  const rows = (await store.exceptions.inState(['accepted', 'asked'])).filter(({ until }) => until.at > now);
  const covered = await store.exceptions.covered(now);
  return {
    kind: 'accepted-risks',
    at: now,
    risks: rows
      .slice(0, mostShown)
      .map((row) => ({ ...riskView(row, { accounts }), findings: covered.get(row.id) ?? 0 })),
    hidden: Math.max(0, rows.length - mostShown),
    ended: await countEnded(store, now),
  };
}

/** How many entries of the file are over: they accept nothing any more, and stand there still. */
export async function countEnded({ exceptions }: Pick<Store, 'exceptions'>, now: number): Promise<number> {
  const rows = await exceptions.inState(['accepted', 'ended']);
  return rows.filter(({ from, until }) => from === 'file' && until.at <= now).length;
}
