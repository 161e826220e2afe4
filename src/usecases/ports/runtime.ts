export interface Clock {
  /** Epoch milliseconds. Can be set, forward and back. */
  now(): number;
  /** Milliseconds since some instant, by a clock that nobody sets; it may stand still while the machine sleeps. */
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Structured log lines, object first. Values are redacted by key where they are written. */
export interface Log {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** A new opaque id, safe in a URL, not guessable. */
export type NewId = () => string;
