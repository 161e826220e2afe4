import { beforeAll, onTestFinished } from 'vitest';

type Work = () => unknown;

let ofSuite: Work[] | undefined;

/** Called when the test ends; for what `forAllTests` makes, when the last test of the suite did. */
export function atEnd(work: Work): void {
  if (ofSuite === undefined) onTestFinished(async () => void (await work()));
  else ofSuite.push(work);
}

/** Made once, before the first test of a suite: each leaves it so that the next can go on. */
export function forAllTests<T extends object>(make: () => Promise<T>): () => T {
  let made: T | undefined;
  beforeAll(async () => {
    const ends: Work[] = [];
    const end = async () => {
      for (const work of ends.toReversed()) await work();
    };
    ofSuite = ends;
    try {
      made = await make();
    } catch (error) {
      await end();
      throw error;
    } finally {
      ofSuite = undefined;
    }
    return end;
  }, 90_000);
  return () => {
    if (made === undefined) throw new Error('It is made before the first test, and not while tests are collected');
    return made;
  };
}
