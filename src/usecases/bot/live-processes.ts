import type { Store } from '../ports/store.ts';
import { isDead, type RecoverDependencies } from './recover-work.ts';

/** How many bot processes the database knows to be alive, this one included. */
export async function countLiveProcesses({
  store,
  self,
  isAlive,
}: Pick<RecoverDependencies, 'self' | 'isAlive'> & {
  readonly store: Pick<Store, 'processes' | 'now'>;
}): Promise<number> {
  const now = await store.now();
  const others = (await store.processes.all()).filter(({ id }) => id !== self.id);
  return 1 + others.filter((row) => !isDead(row, self, now, isAlive)).length;
}
