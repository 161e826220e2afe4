import { ChatError } from '../../../domain/errors.ts';
import { type Approvals, type Membership, type Standing, standingOf } from '../../../domain/remediation/approval.ts';
import type { Chat } from '../../ports/chat.ts';
import type { DecisionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Log } from '../../ports/runtime.ts';

export interface MembershipDependencies {
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly log: Log;
}

/** Read when it is needed, outside of any transaction. Groups are asked only about people who are in no list. */
export async function readMembership(
  dependencies: MembershipDependencies,
  people: readonly string[],
  approvals: Approvals | undefined,
): Promise<Membership> {
  const { users, usergroups } = approvals?.approvers ?? { users: [], usergroups: [] };
  return people.every((user) => users.includes(user)) ? new Map() : readGroups(dependencies, usergroups);
}

/**
 * The same about one person and the policies of many accounts, which mostly name the same groups: each is asked for once.
 * Slack answers a few dozen such questions a minute, and to decisions too.
 */
export function readMembershipOf(
  dependencies: MembershipDependencies,
  user: string,
  policies: readonly Approvals[],
): Promise<Membership> {
  const asked = policies.flatMap(({ approvers: { users, usergroups } }) => (users.includes(user) ? [] : usergroups));
  return readGroups(dependencies, [...new Set(asked)]);
}

/** The members of these groups as they are now; `gone`: there is no such group; undefined: could not be read. */
export async function readGroups(
  { chat, log }: MembershipDependencies,
  usergroups: readonly string[],
): Promise<Membership> {
  const membership = new Map<string, readonly string[] | 'gone' | undefined>();
  for (const usergroup of usergroups) {
    try {
      membership.set(usergroup, await chat.usergroupMembers(usergroup));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const isGone = error.code === 'group-gone';
      const text = isGone ? 'a user group does not exist, or is disabled' : 'cannot read the members of a user group';
      log.warn({ usergroup, err: error }, `${text}: nobody is let in by it`);
      membership.set(usergroup, isGone ? 'gone' : undefined);
    }
  }
  return membership;
}

/** Which approvals of a request count now. Reads the groups of those who gave them. */
export async function readStanding(
  dependencies: MembershipDependencies & { readonly approvals: (account: string) => Approvals | undefined },
  request: RequestRow,
  decisions: readonly DecisionRow[],
): Promise<Standing> {
  const approvals = dependencies.approvals(request.account);
  const people = decisions.map(({ by }) => by);
  const membership = await readMembership(dependencies, people, approvals);
  return standingOf({ request, approvals, membership }, decisions);
}
