/** The bot scopes that the manifest asks for and `doctor` looks for, with what each is for. */
export const BOT_SCOPES = [
  { scope: 'commands', why: 'to answer slash commands' },
  { scope: 'chat:write', why: 'to post and edit its own messages' },
  { scope: 'usergroups:read', why: 'to know who is in a user group that is allowed to ask or decide' },
  { scope: 'users:read', why: 'to know who somebody is' },
  { scope: 'im:write', why: 'to send direct messages' },
  { scope: 'channels:read', why: 'to know whether it is in a public channel' },
  { scope: 'groups:read', why: 'to know whether it is in a private channel' },
  { scope: 'channels:history', why: 'to find its own post again after a failure, in a public channel' },
  { scope: 'groups:history', why: 'to find its own post again after a failure, in a private channel' },
] as const;
