import type { ProgressNumbers } from '../usecases/messages/audit-messages.ts';
import type { Clock } from '../usecases/ports/runtime.ts';
import { progressNumbers, type ScanProgress } from '../usecases/running/tally.ts';
import { leftWords } from '../usecases/words/progress-words.ts';
import { countWords, numberWords } from '../usecases/words/words.ts';

/** The part of a stream that a progress line needs: process.stderr has it. */
interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressBar {
  update(progress: ScanProgress): void;
  /** Clears the line; nothing is drawn afterwards. May be called again. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: ProgressStream;
  readonly clock: Clock;
  /** Clears the line as soon as it is aborted. */
  readonly signal?: AbortSignal;
}

const redrawEveryMs = 100;
const barMost = 24;
const clearLine = '\r\u001B[K';

/** One line that is drawn over and over on a terminal, at most ten times a second; nothing at all elsewhere. */
export function createProgress({ stream, clock, signal }: ProgressOptions): ProgressBar {
  if (stream.isTTY !== true || signal?.aborted) return { update() {}, stop() {} };
  const ended = new AbortController();
  let latest: ScanProgress | undefined;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let waiting = false;

  const draw = () => {
    if (latest === undefined || ended.signal.aborted) return;
    drawnAt = clock.now();
    stream.write(clearLine + progressLine(progressNumbers(latest), (stream.columns ?? 80) - 1));
  };
  // The last state before a long wait must show too, so a state that came too early is drawn a little later.
  const drawLater = async (ms: number) => {
    waiting = true;
    try {
      await clock.sleep(ms, ended.signal);
      draw();
    } catch {
      // Stopped meanwhile: there is nothing left to draw.
    } finally {
      waiting = false;
    }
  };
  const stop = () => {
    if (ended.signal.aborted) return;
    ended.abort();
    signal?.removeEventListener('abort', stop);
    if (latest !== undefined) stream.write(clearLine);
  };
  signal?.addEventListener('abort', stop, { once: true });
  return {
    update(progress) {
      if (ended.signal.aborted) return;
      latest = progress;
      const early = redrawEveryMs - (clock.now() - drawnAt);
      if (early <= 0) draw();
      else if (!waiting) void drawLater(early);
    },
    stop,
  };
}

/** "[######------]  7 of 14 account-regions, 12 findings, 3 exposed, 1 unknown, about 2 min left", cut to `columns`. */
export function progressLine(progress: ProgressNumbers, columns: number): string {
  const { done, total, found, unknown, exposed = 0 } = progress;
  const shown = exposed > 0 ? `, ${numberWords(exposed)} exposed` : '';
  const missed = unknown > 0 ? `, ${numberWords(unknown)} unknown` : '';
  const left = leftWords(progress);
  const results = `${countWords(found, 'finding')}${shown}${missed}${left === undefined ? '' : `, ${left}`}`;
  if (total === undefined)
    return `Listing regions; ${countWords(done, 'account-region')} done, ${results}`.slice(0, Math.max(0, columns));
  const words = `${numberWords(done)} of ${countWords(total, 'account-region')}, ${results}`;
  const room = Math.min(barMost, columns - words.length - 4);
  if (room < 4) return words.slice(0, Math.max(0, columns));
  const filled = total === 0 ? room : Math.floor((Math.min(done, total) / total) * room);
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}]  ${words}`;
}
