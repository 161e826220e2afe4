import type { Owner } from '../model.ts';

/** Of a channel and a user group: the keys of tags, or what an account has there. */
export interface OwnerTags {
  readonly channel?: string;
  readonly usergroup?: string;
}

/** What the tags of an account say of its owner; absent: nothing. */
export function ownerTagsOf(
  { channel = '', usergroup = '' }: OwnerTags,
  tags: ReadonlyMap<string, string>,
): OwnerTags | undefined {
  const [ofChannel, ofGroup] = [tags.get(channel), tags.get(usergroup)];
  if (ofChannel === undefined && ofGroup === undefined) return undefined;
  return {
    ...(ofChannel !== undefined && { channel: ofChannel.trim() }),
    ...(ofGroup !== undefined && { usergroup: ofGroup.trim() }),
  };
}

const ids = { channel: /^[CG][A-Z0-9]{2,30}$/, usergroup: /^S[A-Z0-9]{2,30}$/ };

/** The owner that tags name. What is no id of the chat names nobody: it could be another's name. */
export function ownerOf({ channel = '', usergroup = '' }: OwnerTags): Owner | undefined {
  const owner = {
    ...(ids.channel.test(channel) && { channel }),
    ...(ids.usergroup.test(usergroup) && { usergroup }),
  };
  return Object.keys(owner).length === 0 ? undefined : owner;
}

/** What is wrong with the tags that name an owner, as the end of a sentence; undefined: nothing. */
export function ownerProblem({ channel, usergroup }: OwnerTags): string | undefined {
  if (channel !== undefined && !ids.channel.test(channel)) return 'the tag of its channel is no channel id';
  return usergroup !== undefined && !ids.usergroup.test(usergroup)
    ? 'the tag of its user group is no user group id'
    : undefined;
}
