import type { Log } from '../usecases/ports/runtime.ts';
import { redact, scrub } from './redact.ts';

/** Where lines go: one complete line at each call. */
interface LogDestination {
  write(line: string): void;
}

export interface LoggingOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. */
  readonly level: string;
  /** The terminal keeps stdout for its results, so its logs go to stderr; the bot's go to stdout. */
  readonly to: 'stdout' | 'stderr' | LogDestination;
}

export interface Logging {
  readonly log: Log;
  /** Writes what is still held back. Call before the process ends. */
  flush(): void;
}

/**
 * Structured logs, one JSON object a line. Secrets are taken out before a line is made. pino is loaded here, because
 * the terminal audit needs no log until something is worth one.
 */
export async function createLogging({ level, to }: LoggingOptions): Promise<Logging> {
  const { pino } = await import('pino');
  // Synchronous: the last line before an exit or a crash is the one that matters.
  const destination = typeof to === 'string' ? pino.destination({ dest: to === 'stdout' ? 1 : 2, sync: true }) : to;
  const logger = pino(
    {
      level,
      base: null,
      // Errors arrive as plain fields already; pino's own serializer would rename their type.
      serializers: { err: (value: unknown) => value },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (fields: object, text: string) => {
    if (logger.isLevelEnabled(name)) logger[name](redact(fields), scrub(text));
  };
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    flush: () => {
      if (typeof to === 'string') logger.flush();
    },
  };
}

/** Writes nothing. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
