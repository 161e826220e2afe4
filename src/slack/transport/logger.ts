import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../usecases/ports/runtime.ts';
import { errorWords, redact } from './redact.ts';

/**
 * Slack's packages log through this: warnings and errors only, and without secrets. Their debug lines hold
 * whole payloads, so the level stays at `warn` whatever they ask for.
 */
export function slackLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn({ part: 'slack' }, words(parts)),
    error: (...parts: unknown[]) => log.error({ part: 'slack' }, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

function words(parts: readonly unknown[]): string {
  return parts.map((part) => (typeof part === 'string' ? redact(part) : errorWords(part))).join(' ');
}
