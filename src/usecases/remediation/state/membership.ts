import { ChatError } from '../../../domain/errors.ts';
import {
  type Approvals,
  type Members,
  type Membership,
  type Standing,
  standingOf,
} from '../../../domain/remediation/approval.ts';
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
 * The same about one person and the policies of many accounts. A group is asked about only where nothing else lets them in,
 * those that most accounts name first, one after another: Slack answers a few dozen such questions a minute, and to
 * decisions too.
 * @param need `any`: what lets them in for one account is enough; `each`: for which of the accounts they may approve
 */
export async function readMembershipOf(
  dependencies: MembershipDependencies,
  user: string,
  policies: readonly Approvals[],
  need: 'any' | 'each',
): Promise<Membership> {
  const membership = new Map<string, Members>();
  const open = new Set(policies.filter(({ approvers }) => !approvers.users.includes(user)));
  if (need === 'any' && policies.some((policy) => !open.has(policy))) return membership;
  const naming = [...open].flatMap((policy) => policy.approvers.usergroups.map((group) => ({ group, policy })));
  const groups = [...Map.groupBy(naming, ({ group }) => group)].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [group, named] of groups) {
    if (!named.some(({ policy }) => open.has(policy))) continue;
    const { members, isTooMuch } = await readGroup(dependencies, group);
    // The next are refused likewise, and with them the questions of those who decide.
    if (isTooMuch) return membership;
    membership.set(group, members);
    if (!(Array.isArray(members) && members.includes(user))) continue;
    if (need === 'any') return membership;
    for (const { policy } of named) open.delete(policy);
  }
  return membership;
}

/** The members of these groups as they are now; `gone`: there is no such group; undefined: could not be read. */
export async function readGroups(
  dependencies: MembershipDependencies,
  usergroups: readonly string[],
): Promise<Membership> {
  const membership = new Map<string, Members>();
  for (const usergroup of usergroups) membership.set(usergroup, (await readGroup(dependencies, usergroup)).members);
  return membership;
}

/** `isTooMuch`: the chat says to wait before it is asked again. */
async function readGroup(
  { chat, log }: MembershipDependencies,
  usergroup: string,
): Promise<{ readonly members: Members; readonly isTooMuch?: boolean }> {
  try {
    return { members: await chat.usergroupMembers(usergroup) };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const isGone = error.code === 'group-gone';
    const text = isGone ? 'a user group does not exist, or is disabled' : 'cannot read the members of a user group';
    log.warn({ usergroup, err: error }, `${text}: nobody is let in by it`);
    return { members: isGone ? 'gone' : undefined, isTooMuch: error.retryAfterMs !== undefined };
  }
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
