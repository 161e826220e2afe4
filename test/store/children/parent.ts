import { createInterface } from 'node:readline';

const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Says one JSON value to the test. */
export function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Waits for the next word of the test; when the test is gone, this process ends. */
export async function told(): Promise<string> {
  const word = await words.next();
  if (word.done) process.exit(1);
  return word.value;
}

/** Says that it stands still, and does for ever: to be killed there. */
export async function standStill(): Promise<never> {
  say('stuck');
  setInterval(() => {}, 1_000);
  return new Promise(() => {});
}
