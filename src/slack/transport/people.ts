import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { toChatError } from './chat-error.ts';
import { calling } from './posting.ts';
import { type Identity, isOurs, type UserRecord } from './tenancy.ts';

/** `unproven`: Slack did not say in time; `code` is its refusal or the network's. */
export type Standing =
  | { readonly kind: 'ours' }
  | { readonly kind: 'other' }
  | { readonly kind: 'unproven'; readonly code: string };

/** Whose somebody is, by their own record. Never rejects. */
export type AskStanding = (user: string, identity: Identity) => Promise<Standing>;

/** Who leaves the organisation is refused after this at the latest. */
const KEPT_FOR_MS = 5 * 60_000;
const KEPT_MAX = 5_000;
/** The window of a button must open within the 3 seconds that its trigger id lives. */
const PATIENCE_MS = 1_800;
/** Slack knows nobody of this id, or hides them from us: whoever it is, they are not ours. */
const NOT_OURS: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible']);

/**
 * Asks `users.info` (scope users:read), and keeps what it said for minutes. A failure is never kept; an answer that came
 * too late for this press is there for the next one.
 */
export function createAskStanding(client: Pick<WebClient, 'users'>, clock: Clock): AskStanding {
  const kept = new Map<string, { readonly standing: Standing; readonly until: number }>();
  const asked = new Map<string, Promise<Standing>>();

  function keep(user: string, standing: Standing): void {
    if (standing.kind === 'unproven') return;
    kept.delete(user);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    kept.set(user, { standing, until: clock.now() + KEPT_FOR_MS });
  }

  function ask(user: string, identity: Identity): Promise<Standing> {
    const running = asked.get(user);
    if (running !== undefined) return running;
    const asking = standingOf(client, user, identity)
      .then((standing) => {
        keep(user, standing);
        return standing;
      })
      .finally(() => asked.delete(user));
    asked.set(user, asking);
    return asking;
  }

  return async (user, identity) => {
    const known = kept.get(user);
    if (known !== undefined && clock.now() < known.until) return known.standing;
    const answered = new AbortController();
    const tooLate = clock.sleep(PATIENCE_MS, answered.signal).then(
      (): Standing => ({ kind: 'unproven', code: 'timeout' }),
      (): Standing => ({ kind: 'unproven', code: 'timeout' }),
    );
    const standing = await Promise.race([ask(user, identity), tooLate]);
    answered.abort();
    return standing;
  };
}

async function standingOf(client: Pick<WebClient, 'users'>, user: string, identity: Identity): Promise<Standing> {
  try {
    const record = recordOf(await calling(() => client.users.info({ user })), user);
    if (record === undefined) return { kind: 'unproven', code: 'no_record' };
    return { kind: isOurs(record, identity) ? 'ours' : 'other' };
  } catch (caught) {
    const { slackCode } = toChatError(caught);
    return NOT_OURS.has(slackCode) ? { kind: 'other' } : { kind: 'unproven', code: slackCode };
  }
}

/** Undefined when the answer is about somebody else, or about nobody. */
export function recordOf({ user }: UsersInfoResponse, asked: string): UserRecord | undefined {
  if (user?.id !== asked) return undefined;
  return {
    team: user.team_id,
    enterprise: user.enterprise_user?.enterprise_id,
    guest: user.is_restricted === true || user.is_ultra_restricted === true,
    nobody: user.is_stranger === true || user.deleted === true || user.is_bot === true,
  };
}

/** The time zone that somebody has set in Slack, by its IANA name. Undefined: Slack does not say. Never rejects. */
export function createTimezoneOf(client: Pick<WebClient, 'users'>): (user: string) => Promise<string | undefined> {
  return async (user) => {
    try {
      const { user: record } = await calling(() => client.users.info({ user }));
      return record?.id === user ? record.tz : undefined;
    } catch {
      return undefined;
    }
  };
}
