import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { errorWords } from '../transport/redact.ts';

export interface FirstSeenParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Remembers the ids for every process. True when none was known. */
  remember(ids: readonly string[]): Promise<boolean>;
}

/** True for the first delivery of a payload, false for every other. Never rejects. */
export type IsFirst = (ids: readonly string[]) => Promise<boolean>;

/** A trigger id lives 3 s from the press on: what opens a modal cannot wait any longer for the database. */
const ANSWER_MAX_MS = 1_000;
const KEPT_MAX = 5_000;

/**
 * What tells one delivery of a payload from the next. Slack delivers again what it saw no acknowledgement of, over another
 * connection too, with the same envelope id (slackapi/bolt-js #2487) or a new one (gugu91/pinet #226); HTTP requests have
 * none. The trigger id is in the payload itself, of every command, press, submission and shortcut, and is made anew for each
 * of them (docs.slack.dev, "Handling user interaction"). An event has an id that is the same in each of its retries, which
 * x-slack-retry-num counts (docs.slack.dev, Events API, "Retries").
 */
export function idsOf(body: Readonly<Record<string, unknown>>, envelopeId: unknown): readonly string[] {
  const { trigger_id: triggerId, event_id: eventId } = body;
  return [
    ...(typeof envelopeId === 'string' && envelopeId !== '' ? [`envelope ${envelopeId}`] : []),
    ...(typeof triggerId === 'string' && triggerId !== '' ? [`trigger ${triggerId}`] : []),
    ...(typeof eventId === 'string' && eventId !== '' ? [`event ${eventId}`] : []),
  ];
}

/**
 * Asks this process at once and then the database, which all processes share. A database that does not answer in time lets
 * the payload through: a read that is repeated harms nothing, and a decision is compared with what is recorded.
 */
export function createFirstSeen({ clock, log, remember }: FirstSeenParts): IsFirst {
  const known = new Set<string>();
  return async (ids) => {
    if (ids.length === 0) return true;
    const isKnown = ids.some((id) => known.has(id));
    for (const id of ids) known.add(id);
    for (const id of known) {
      if (known.size <= KEPT_MAX) break;
      known.delete(id);
    }
    if (isKnown) return false;
    const ended = new AbortController();
    const late = clock.sleep(ANSWER_MAX_MS, ended.signal).then(
      () => 'late' as const,
      () => 'late' as const,
    );
    const asked = Promise.resolve()
      .then(() => remember(ids))
      .catch((error: unknown) => ({ error: errorWords(error) }));
    const answer = await Promise.race([asked, late]);
    ended.abort();
    if (typeof answer === 'boolean') return answer;
    const why = answer === 'late' ? { waitedMs: ANSWER_MAX_MS } : { err: answer.error };
    log.warn(why, 'the database did not say whether Slack had delivered this before: taken as new');
    return true;
  };
}
