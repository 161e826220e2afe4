import { auditEntry } from '../../audit-entry.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Store } from '../../ports/store.ts';

/** What somebody of another workspace tried; a text that is not known is empty. */
export interface OtherWorkspaceAttempt {
  readonly user: string;
  readonly teams: readonly string[];
  /** The action, command or form. */
  readonly what: string;
  readonly channel: string;
  readonly ts: string;
}

const longest = 100;

/** Nothing of it had an effect; it leaves its entry. Never rejects: whoever calls has answered already. */
export async function recordOtherWorkspace(
  dependencies: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly newId: NewId },
  { user, teams, what, channel, ts }: OtherWorkspaceAttempt,
): Promise<void> {
  const short = (text: string) => text.slice(0, longest).toWellFormed();
  const detail = { what: short(what), teams: short(teams.join(' ')), channel: short(channel), ts: short(ts) };
  try {
    await dependencies.store.remediation.audit(
      auditEntry(dependencies, { actor: user, action: 'press.foreign', subject: 'another workspace', detail }),
    );
  } catch (error) {
    const text = 'a press of another workspace could not be recorded';
    reportUnexpected(dependencies, error, { action: short(what), user: short(user) }, text);
  }
}
