import { ChatError, GluewardenError } from '../domain/errors.ts';
import type { Access } from '../domain/fleet.ts';
import type { Chat } from './ports/chat.ts';
import type { Actor } from './ports/command.ts';
import type { Log } from './ports/runtime.ts';

/** Resolves when the actor may audit. @throws {GluewardenError} `not-allowed`, or `access-unverifiable` */
export type Authorise = (actor: Actor) => Promise<void>;

/**
 * Any list that names the actor lets them in; lists that name nobody let nobody in. Group membership is asked now,
 * and when it cannot be had the answer is no.
 */
export function createAuthorise(access: Access | undefined, chat: Pick<Chat, 'usergroupMembers'>, log: Log): Authorise {
  return async ({ user, channel }) => {
    if (access === undefined || access.users.includes(user) || access.channels.includes(channel)) return;
    let failed: string | undefined;
    for (const usergroup of access.usergroups) {
      try {
        if ((await chat.usergroupMembers(usergroup)).includes(user)) return;
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        if (error.code === 'group-gone') {
          log.warn({ usergroup, error: error.slackCode }, 'a user group does not exist, or is disabled');
          continue;
        }
        failed = error.slackCode;
        log.warn({ usergroup, error: failed }, 'cannot read the members of a user group');
      }
    }
    if (failed !== undefined) throw new GluewardenError('access-unverifiable', failed);
    throw new GluewardenError('not-allowed');
  };
}
