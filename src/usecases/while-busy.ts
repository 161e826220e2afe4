import { isStoreBusy } from './ports/store.ts';

/** Each try has waited for some seconds already: together about a minute. */
const mostTries = 10;

/** Of work that had done more than the database refused. */
const neverAgain = new WeakSet<object>();

/** Nobody does again what failed with this, however busy the database was: it would do all of it again. */
export function notAgain<E>(error: E): E {
  if (typeof error === 'object' && error !== null) neverAgain.add(error);
  return error;
}

/**
 * Does again what the database did not take. Only for work that has done nothing where it was refused, or does no harm
 * twice. `again`: asked, and awaited, before each further try; false ends them.
 */
export async function whileBusy<T>(
  work: () => Promise<T>,
  again: (tried: number) => Promise<boolean> = async () => true,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || tried === mostTries || !(await again(tried))) throw error;
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof Error && isStoreBusy(error) && !neverAgain.has(error);
}
