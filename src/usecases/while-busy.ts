import { isStoreBusy } from './ports/store.ts';

/** Each try has waited for some seconds already: together about a minute. */
const mostTries = 10;

/** Of work that had done more than what failed at its end. */
const final = new WeakSet<Error>();

/** Marks the error of work that nobody may do again, however soon it could be: all of it would be done again. */
export function markFinal<E>(error: E): E {
  if (error instanceof Error) final.add(error);
  return error;
}

export function isFinal(error: unknown): boolean {
  return error instanceof Error && final.has(error);
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
      if (!isStoreBusy(error) || isFinal(error) || tried === mostTries || !(await again(tried))) throw error;
    }
  }
}

/**
 * What is read for an answer once something was done: tried again alone, since the whole would be refused as done before.
 * Its failure is final.
 */
export async function onceDone<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await whileBusy(read);
  } catch (error) {
    throw markFinal(error);
  }
}
