import type { WebClient } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import { createSingleFlight } from '../../usecases/concurrency.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { toChatError } from './chat-error.ts';
import { calling } from './posting.ts';

/** Members of a user group, asked now. @throws {ChatError} */
export type UsergroupMembers = (usergroup: string) => Promise<readonly string[]>;

const TEAMS_PAGE = 1_000;
const TEAMS_PAGES_MAX = 10;

/**
 * `usergroups.users.list` (scope usergroups:read). With the token of an organisation-wide install it needs the group's
 * workspace (`team_id`; docs.slack.dev, "Changes to APIs for org-wide apps"): the one that knows the group is searched
 * for once, among those that `auth.teams.list` says the app is in. Who asks at once shares an answer, and nobody gets one
 * that was asked for before: it decides who may approve.
 */
export function createUsergroupMembers(
  client: WebClient,
  { clock, isOrgInstall }: { readonly clock: Pick<Clock, 'now'>; readonly isOrgInstall: () => boolean },
): UsergroupMembers {
  const share = createSingleFlight<readonly string[]>(clock);
  const teamOf = new Map<string, string>();

  async function search(usergroup: string): Promise<readonly string[]> {
    const teams = await teamsOf(client);
    // Nobody was asked: that says nothing of the group.
    if (teams.length === 0) throw new ChatError('refused', 'no_teams');
    for (const team of teams) {
      const members = await membersIn(client, usergroup, team);
      if (members === undefined) continue;
      teamOf.set(usergroup, team);
      return members;
    }
    throw new ChatError('group-gone', 'no_such_subteam');
  }

  async function fetch(usergroup: string): Promise<readonly string[]> {
    if (!isOrgInstall()) return list(client, { usergroup });
    const known = teamOf.get(usergroup);
    const members = known === undefined ? undefined : await membersIn(client, usergroup, known);
    return members ?? search(usergroup);
  }

  return (usergroup) =>
    share(usergroup, (begun) => {
      begun();
      return fetch(usergroup);
    });
}

/** Undefined: this workspace does not know the group. Any other refusal is thrown, since it says nothing of the group. */
async function membersIn(client: WebClient, usergroup: string, team: string): Promise<readonly string[] | undefined> {
  try {
    return await list(client, { usergroup, team_id: team });
  } catch (caught) {
    if (toChatError(caught).slackCode === 'no_such_subteam') return undefined;
    throw caught;
  }
}

async function list(
  client: WebClient,
  args: { readonly usergroup: string; readonly team_id?: string },
): Promise<readonly string[]> {
  const answer = await calling(() => client.usergroups.users.list({ ...args }));
  // No list is not an empty list: whoever asks must be able to refuse.
  if (answer.users === undefined) throw new ChatError('refused', 'no_users');
  return answer.users;
}

async function teamsOf(client: WebClient): Promise<readonly string[]> {
  const teams: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < TEAMS_PAGES_MAX; page += 1) {
    const answer = await calling(() =>
      client.auth.teams.list({ limit: TEAMS_PAGE, ...(cursor === undefined ? {} : { cursor }) }),
    );
    teams.push(...(answer.teams ?? []).flatMap(({ id }) => id ?? []));
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return teams;
  }
  throw new ChatError('refused', 'too_many_teams');
}
