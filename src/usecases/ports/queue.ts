/** Work that looks at the tables from time to time. A nudge only says "look now". */
export interface Queue {
  /** Runs `look` every `everyMs` and at each nudge, never twice at once; a failure ends at the boundary and is tried again. */
  watch(name: string, everyMs: number, check: () => Promise<void>): void;
  nudge(name: string): void;
  /** A nudge for this process alone: for what it knows by itself. */
  wake(name: string): void;
  /** No new looks; resolves when the running ones have ended. */
  drain(): Promise<void>;
}

/** Cron expressions of five fields, in an IANA time zone. Instants in epoch milliseconds. */
export interface Timetable {
  /** The next instant after now; null: never again. */
  next(cron: string, timezone: string): number | null;
  /** The latest instant in [from, now]; `from` itself is one. */
  latest(cron: string, timezone: string, from: number): number;
  /** "At 08:00, Monday through Friday". */
  words(cron: string): string;
  /** Calls `tick` at each instant until `stop`. */
  start(cron: string, timezone: string, tick: () => void): { stop(): void };
}
