/** Work that looks at the tables from time to time. A nudge only says "look now", to every process that can be reached. */
export interface Queue {
  /** Runs `look` every `everyMs` and at each nudge, never twice at once; a failure ends at the boundary and is tried again. */
  watch(name: string, everyMs: number, check: () => Promise<void>): void;
  nudge(name: string): void;
  /** A nudge for this process alone: for what it knows by itself. */
  wake(name: string): void;
  /** No new looks; resolves when the running ones have ended. */
  drain(): Promise<void>;
}

/** How processes wake each other. A nudge carries the name of a watcher and nothing else; it may get lost, or come twice. */
export interface Nudges {
  /** To all but this process. Call it after the commit of what there is to see. */
  send(name: string): void;
  /** Undefined: some may have been missed, so everything is to be looked at. Called once. */
  listen(onNudge: (name: string | undefined) => void): void;
  close(): Promise<void>;
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
