import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What starts is over by then: the first tokens, the first check of every watcher. */
const settleMs = 5_000;
/** Two turns of the loop: after the very first start there is much to write. */
const apartMs = 500;

/**
 * Frees once what only the start needed. V8 collects when much is allocated, which a bot that waits never does: without
 * this it keeps 25 to 30 MB of modules' sources and of configuration that was parsed, for days. Takes 50 to 75 ms.
 */
export function compactAfterStart(): void {
  setTimeout(() => {
    // Compiled code that is to be kept for the next start stays in memory until it is written.
    flushCompileCache();
  }, settleMs).unref();
  setTimeout(() => {
    // Node gives it to no program that was not started with --expose-gc, which only new contexts heed.
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('globalThis.gc');
    if (typeof collect === 'function') collect();
  }, settleMs + apartMs).unref();
}
