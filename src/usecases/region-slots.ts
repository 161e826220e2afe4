import type { Target } from '../domain/model.ts';
import { createPatience } from './concurrency.ts';
import type { Clock } from './ports/runtime.ts';

export interface SlotSettings {
  /** Targets read at once. */
  readonly limit: number;
  readonly clock: Clock;
}

/** How one target is read. */
export interface SlotJob<T> {
  readonly target: Target;
  readonly read: () => Promise<T>;
  /** Nothing answered in time. Undefined: it was not asked to the end, which says nothing of its region. */
  readonly isHung: (result: T) => boolean | undefined;
  /** Instead of reading, when the region did not answer for others. */
  readonly skip: () => T;
}

export type Slots<T> = (job: SlotJob<T>) => Promise<T>;

/** Slots that a region without an answer may hold, while others answer. So many accounts must have waited in vain. */
const regionShare = 4;
/** Of one account, while others wait. */
const accountShare = 8;
/** Who holds a slot for longer goes on without one: waiting costs nothing. */
const patienceMs = 5_000;
/** Then a region that was given up is tried again. */
const tryAgainMs = 60_000;

interface Waiting<T> {
  readonly job: SlotJob<T>;
  readonly settle: (result: Promise<T> | T) => void;
}

interface Region<T> {
  readonly waiting: Set<Waiting<T>>;
  running: number;
  /** What ended last was an answer. */
  answers: boolean;
  answeredAt: number;
  /** Accounts that waited in vain while nobody was answered. */
  readonly hung: Set<string>;
  lastHungAt?: number;
}

/**
 * Reads targets with a bound, region by region in turn, so that what hangs costs the others nothing: a region that has
 * not answered yet holds its share and no more, and is given up once several accounts have waited for it in vain. The
 * work for each target is the same however many wait.
 */
export function createSlots<T>({ limit, clock }: SlotSettings): Slots<T> {
  const regions = new Map<string, Region<T>>();
  const accounts = new Map<string, number>();
  const patience = createPatience(clock, patienceMs);
  let holding = 0;
  let beyond = 0;

  function regionOf(name: string): Region<T> {
    const known = regions.get(name);
    if (known !== undefined) return known;
    const region: Region<T> = {
      waiting: new Set(),
      running: 0,
      answers: false,
      answeredAt: Number.NEGATIVE_INFINITY,
      hung: new Set(),
    };
    regions.set(name, region);
    return region;
  }

  function pump(): void {
    while (holding < limit) {
      const next = pick();
      if (next === undefined) return;
      void start(...next);
    }
  }

  /** The first of the next region in turn; an account with many slots only when nobody else may start. */
  function pick(): [string, Region<T>, Waiting<T>] | undefined {
    const othersAnswer = [...regions.values()].some(({ answers }) => answers);
    let greedy: [string, Region<T>, Waiting<T>] | undefined;
    for (const [name, region] of regions) {
      const [first] = region.waiting;
      const isHeld = region.running >= regionShare && !region.answers && (othersAnswer || region.hung.size > 0);
      if (first === undefined || isHeld) continue;
      if ((accounts.get(first.job.target.account) ?? 0) < accountShare) return [name, region, first];
      greedy ??= [name, region, first];
    }
    return greedy;
  }

  async function start(name: string, region: Region<T>, next: Waiting<T>): Promise<void> {
    const { job, settle } = next;
    const { account } = job.target;
    region.waiting.delete(next);
    // To the end of the turn.
    regions.delete(name);
    regions.set(name, region);
    region.running += 1;
    accounts.set(account, (accounts.get(account) ?? 0) + 1);
    const leave = holdSlot();
    const began = clock.monotonic();
    const work = job.read();
    settle(work);
    try {
      note(region, job, began, await work);
    } catch {
      // Whoever asked is told; it says nothing about the region.
    }
    leave();
    region.running -= 1;
    const left = (accounts.get(account) ?? 1) - 1;
    if (left > 0) accounts.set(account, left);
    else accounts.delete(account);
    pump();
  }

  /** Gives the slot back when the work ends, or goes on beyond the limit when it waits for long. */
  function holdSlot(): () => void {
    holding += 1;
    let isBeyond = false;
    const leave = patience(() => {
      if (beyond >= limit) return;
      isBeyond = true;
      beyond += 1;
      holding -= 1;
      pump();
    });
    return () => {
      leave();
      if (isBeyond) beyond -= 1;
      else holding -= 1;
    };
  }

  function note(region: Region<T>, job: SlotJob<T>, began: number, result: T): void {
    const isHung = job.isHung(result);
    if (isHung === undefined) return;
    region.answers = !isHung;
    if (region.answers) {
      region.answeredAt = clock.monotonic();
      region.hung.clear();
      return;
    }
    // Others were answered meanwhile: it is the account that hangs.
    if (region.answeredAt > began) return;
    region.hung.add(job.target.account);
    region.lastHungAt = clock.monotonic();
    if (!isGivenUp(region)) return;
    for (const { job: other, settle } of region.waiting) settle(other.skip());
    region.waiting.clear();
  }

  function isGivenUp({ hung, lastHungAt }: Region<T>): boolean {
    const isRecent = lastHungAt !== undefined && clock.monotonic() - lastHungAt < tryAgainMs;
    return isRecent && hung.size >= regionShare;
  }

  return (job) => {
    const region = regionOf(job.target.region);
    if (isGivenUp(region)) return Promise.resolve(job.skip());
    return new Promise((settle) => {
      region.waiting.add({ job, settle });
      pump();
    });
  };
}
