import { setTimeout as sleep } from 'node:timers/promises';
import type { Trouble, Troubles } from './troubles.ts';
import type { ChaosWorld } from './world.ts';

/** Of what a process held that died or was away, once nothing else stands in the way. */
export const takeoverMaxMs = 90_000;
const everyMs = 250;
const giveUpMs = 300_000;
/** Whoever was cut off itself judges nobody for two of its heartbeats. */
const afterTroubleMs = 25_000;

export interface Takeover {
  readonly process: string;
  /** "execution", "message", "slot", "scan", "part", "timer". */
  readonly what: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly ms: number;
  /** What is left of it without other troubles. */
  readonly undisturbedMs: number;
}

/** What the process with this id holds, and by which claim: one row each. */
const heldBy = (id: string) => `
  select 'execution' as what, id || ' ' || holder as claim from executions
    where process_id = '${id}' and state = 'running' union all
  select 'message', o.id || ' ' || o.claimed_until from outgoing o
    where o.claimed_by = '${id}' and o.state <> 'sent' and o.ended_at is null union all
  select 'slot', schedule || ' ' || due_at from slots where process_id = '${id}' and state = 'claimed' union all
  select 'scan', id from scans where process_id = '${id}' and state = 'running' union all
  select 'part', scan_id || ' ' || account || ' ' || attempt from scan_parts
    where process_id = '${id}' and state = 'taken' union all
  select 'timer', name from timers where holder = '${id}'`;

/** Watches what becomes of what a process held, from the moment in which it was killed or stopped. */
export class Takeovers {
  readonly #world: ChaosWorld;
  readonly #all: Takeover[] = [];
  readonly #late: string[] = [];
  readonly #watches: Promise<void>[] = [];

  constructor(world: ChaosWorld) {
    this.#world = world;
  }

  /** Those that took longer than it may. */
  get late(): readonly string[] {
    return [
      ...this.#late,
      ...this.#all
        .filter(({ undisturbedMs }) => undisturbedMs > takeoverMaxMs)
        .map(
          ({ process, what, from, ms }) => `a ${what} of ${process} was taken over after ${ms} ms, from ${iso(from)}`,
        ),
    ];
  }

  get all(): readonly Takeover[] {
    return this.#all;
  }

  /**
   * Until everything that the process with this pid holds now has left it. `isBack`: it works again itself, and what it
   * kept meanwhile was no takeover.
   */
  watch(process: string, pid: number, isBack: () => boolean): void {
    if (this.#world.records.troubled !== undefined) this.#watches.push(this.#follow(process, pid, isBack));
  }

  /** Resolves when everything that is watched has left whoever had it, or was given up. */
  async settle(): Promise<void> {
    await Promise.all(this.#watches);
  }

  async #follow(process: string, pid: number, isBack: () => boolean): Promise<void> {
    const from = Date.now();
    const id = await this.#idOf(pid);
    if (id === undefined) return;
    let before = await this.#held(id);
    while (before.size > 0) {
      await sleep(everyMs);
      if (isBack()) return;
      const now = await this.#held(id);
      for (const [claim, what] of before) if (!now.has(claim)) this.#note(process, what, from);
      before = new Map([...before].filter(([claim]) => now.has(claim)));
      if (Date.now() - from < giveUpMs) continue;
      this.#late.push(`${process} still has ${[...before.values()].join(', ')} ${giveUpMs} ms after ${iso(from)}`);
      return;
    }
  }

  #note(process: string, what: string, from: number): void {
    const to = Date.now();
    const others = this.#world.troubles.all.filter((trouble) => standsInTheWay(trouble, process));
    const undisturbedMs = to - from - coveredMs(others, from, to);
    this.#all.push({ process, what, from, ms: to - from, undisturbedMs });
  }

  async #idOf(pid: number): Promise<string | undefined> {
    const rows = await this.#ask(`select id from processes where pid = ${pid} order by started_at desc limit 1`);
    return rows[0] === undefined ? undefined : String(rows[0].id);
  }

  async #held(id: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#ask(heldBy(id));
    return new Map(rows.map(({ what, claim }) => [`${what} ${claim}`, String(what)]));
  }

  /** As often as it takes: the server may be away. */
  async #ask(sql: string) {
    for (;;) {
      try {
        return await this.#world.records.query(sql);
      } catch {
        await sleep(everyMs);
      }
    }
  }
}

const iso = (at: number) => new Date(at).toISOString();

/** Of another process, of the database, or a pause: nobody could have taken it meanwhile. */
function standsInTheWay({ side, what }: Trouble, process: string): boolean {
  return side === 'database' || side === 'people' || (side === 'process' && !what.endsWith(` of ${process}`));
}

/** How much of a time these cover together, each with a while after it. */
export function coveredMs(troubles: ReturnType<() => Troubles['all']>, from: number, to: number): number {
  let [covered, reached] = [0, from];
  for (const trouble of troubles.toSorted((left, right) => left.from - right.from)) {
    const begin = Math.max(trouble.from, reached);
    const end = Math.min(trouble.to + afterTroubleMs, to);
    if (end <= begin) continue;
    covered += end - begin;
    reached = end;
  }
  return covered;
}
