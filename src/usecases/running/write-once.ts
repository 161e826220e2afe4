import { isOutcomeUnknown } from '../ports/store.ts';
import { whileBusy } from '../while-busy.ts';

const mostWrites = 3;

/**
 * Writes what may be written once, also where the connection is lost while it is being kept and nobody knows whether it
 * was: then the tables are asked.
 * @param write told `made` what it would resolve with, before it is kept
 * @param isKept says whether a write before was kept
 */
export async function writeOnce<T>(
  write: (made: (result: T) => void) => Promise<T | undefined>,
  isKept: () => Promise<boolean>,
): Promise<T | undefined> {
  for (let writes = 1; ; writes += 1) {
    let result: T | undefined;
    try {
      return await whileBusy(() =>
        write((made) => {
          result = made;
        }),
      );
    } catch (error) {
      if (!isOutcomeUnknown(error) || writes === mostWrites) throw error;
      if (await whileBusy(isKept)) return result;
    }
  }
}
