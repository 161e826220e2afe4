import { onAbort } from '../../usecases/concurrency.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';

export type PaceClock = Pick<Clock, 'monotonic' | 'sleep'>;

export interface PaceSettings {
  /** Requests a second to begin with; absent: no bound until the service refuses one for its rate. */
  readonly start?: number;
  /** Requests a second that are tried however often the service refuses. */
  readonly least: number;
  /** Requests that may wait for their answers; absent: any number. */
  readonly atOnce?: number;
}

/** Finds how fast a service may be asked. */
export interface Pace {
  /**
   * Calls `send` when its turn comes, in the order of asking. A signal ends the wait for the turn, with its reason.
   * Rejects with whatever `send` does.
   */
  run<T>(send: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Requests a second now; Infinity: no bound. */
  readonly perSecond: number;
}

/** What is left of the pace after a refusal, and after one with nothing but refusals since the last cut. */
const cut = 0.85;
const deepCut = 0.5;
/** Requests a second, for each answer until the limit was met. */
const firstGrowth = 3;
/** Growth beyond a pace that was refused once: a part of it for each answer, and at most so much a second. */
const growthAnAnswer = 0.01;
const growthASecond = 0.05;
const outgrown = 1.2;
/**
 * A timer that rings late is made up for within this time: a busy process has turns of tens of milliseconds, and what was
 * not asked in them the service still has (its buckets hold a tenth of a second at the least).
 */
const slackMs = 80;
const few = 8;
const second = 1_000;

/**
 * Additive increase, multiplicative decrease. Until the limit is met every answer adds three a second (so the
 * pace doubles in 0.25 s); after that the growth is slow, so that about one request in twenty is refused once the limit is found. One
 * cut for each round trip: refusals of requests that were sent before the last cut say nothing about the new pace.
 */
export function createPace(settings: PaceSettings, clock: PaceClock, isRefusal: (error: unknown) => boolean): Pace {
  const { start = Number.POSITIVE_INFINITY, least, atOnce = Number.POSITIVE_INFINITY } = settings;
  const waiting = new Set<() => void>();
  let perSecond = start;
  let ceiling: number | undefined;
  let cuts = 0;
  let answeredSinceCut = false;
  let sending = 0;
  let nextAt = 0;
  let isTimed = false;
  let answers: number[] = [];

  function pump(): void {
    while (!isTimed && waiting.size > 0 && sending < atOnce) {
      const wait = Math.min(nextAt - clock.monotonic(), second / perSecond);
      // So few at once are no load: a single account is entered without any wait.
      const isFew = cuts === 0 && sending < few;
      if (wait <= 0 || isFew) sendFirst();
      else {
        isTimed = true;
        void clock.sleep(wait).then(() => {
          isTimed = false;
          if (sending < atOnce) sendFirst();
          pump();
        });
      }
    }
  }

  function sendFirst(): void {
    const [first] = waiting;
    if (first === undefined) return;
    waiting.delete(first);
    sending += 1;
    nextAt = Math.max(nextAt, clock.monotonic() - slackMs) + second / perSecond;
    first();
  }

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal?.reason);
      };
      const enter = (): void => {
        forget?.();
        resolve();
      };
      const forget = signal && onAbort(signal, leave);
      waiting.add(enter);
      pump();
    });
  }

  function grow(): void {
    answeredSinceCut = true;
    if (perSecond === Number.POSITIVE_INFINITY) {
      const now = clock.monotonic();
      answers.push(now);
      if (answers.length > 1_000) answers = answers.filter((at) => at > now - second);
    } else if (ceiling === undefined) perSecond += Math.min(firstGrowth, perSecond / 2);
    else {
      perSecond += ceiling * Math.min(growthAnAnswer, growthASecond / perSecond);
      // Where it was refused once it is not any more: the limit is somewhere else.
      if (perSecond > ceiling * outgrown) ceiling = undefined;
    }
  }

  function slowDown(): void {
    // Without a bound the answers of the last second say what the service gives.
    const seen = answers.filter((at) => at > clock.monotonic() - second).length;
    const isFirst = perSecond === Number.POSITIVE_INFINITY;
    ceiling = isFirst || !answeredSinceCut ? undefined : perSecond;
    perSecond = Math.max(least, isFirst ? seen : perSecond * (answeredSinceCut ? cut : deepCut));
    nextAt = clock.monotonic() + second / perSecond;
    answers = [];
    answeredSinceCut = false;
    cuts += 1;
  }

  return {
    async run(send, signal) {
      await turn(signal);
      const cutsBefore = cuts;
      try {
        const answer = await send();
        grow();
        return answer;
      } catch (error) {
        if (!isRefusal(error)) grow();
        else if (cuts === cutsBefore) slowDown();
        throw error;
      } finally {
        sending -= 1;
        pump();
      }
    },
    get perSecond() {
      return perSecond;
    },
  };
}
