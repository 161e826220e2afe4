import { dayMs, dayOf } from '../../domain/retention.ts';
import type { Store } from '../ports/store.ts';

/** How long the numbers of a day are kept. What opened before is in the numbers of the first day. */
const mostDays = 3 * 366;

/**
 * Counts each day since the latest one that was counted, and today. A transaction a day, so that others write in between.
 * Resolves with the day that is counted now: nothing of it or later may be removed.
 */
export async function summariseDays(
  { summaries }: Pick<Store, 'summaries'>,
  now: number,
  summarisedDay: number | null,
  isStopping: () => boolean = () => false,
): Promise<number> {
  const today = dayOf(now);
  const from = summarisedDay ?? (await summaries.firstDay()) ?? today;
  const first = Math.max(from, today - mostDays * dayMs);
  for (let day = first; day < today; day += dayMs) {
    if (isStopping()) return day;
    await summaries.summarise(day, day === first ? 'past' : 'follows');
  }
  await summaries.summarise(today, 'today');
  return today;
}

/** Deletes days that nobody looks back at any more, one transaction each. */
export async function forgetDays({ summaries }: Pick<Store, 'summaries'>, today: number): Promise<void> {
  while (await summaries.prune(today - mostDays * dayMs));
}
