import { expect, test } from 'vitest';
import { ChatError } from '../../src/domain/errors.ts';
import type { Access } from '../../src/domain/fleet.ts';
import { createAuthorise } from '../../src/usecases/authorise.ts';
import { FakeChat } from '../support/fakes/fake-chat.ts';
import { fakeLog } from '../support/fakes/kit.ts';

const nobody: Access = { users: [], usergroups: [], channels: [] };
const actor = { user: 'U1', channel: 'C1' };

async function ask(access: Access | undefined, groups: Record<string, readonly string[] | ChatError> = {}) {
  const chat = new FakeChat();
  Object.assign(chat.groups, groups);
  return createAuthorise(
    access,
    chat,
    fakeLog(),
  )(actor).then(
    () => 'yes',
    (error) => error.code,
  );
}

test.each([
  ['no access section', undefined, {}, 'yes'],
  ['empty lists', nobody, {}, 'not-allowed'],
  ['the user', { ...nobody, users: ['U1'] }, {}, 'yes'],
  ['another user', { ...nobody, users: ['U2'] }, {}, 'not-allowed'],
  ['the channel', { ...nobody, channels: ['C1'] }, {}, 'yes'],
  ['a member of a group', { ...nobody, usergroups: ['S1', 'S2'] }, { S2: ['U1'] }, 'yes'],
  ['no member', { ...nobody, usergroups: ['S1'] }, { S1: ['U2'] }, 'not-allowed'],
  [
    'a group that cannot be read',
    { ...nobody, usergroups: ['S1'] },
    { S1: new ChatError('unavailable', 'x') },
    'access-unverifiable',
  ],
  [
    'a group that was deleted',
    { ...nobody, usergroups: ['S1'] },
    { S1: new ChatError('group-gone', 'no_such_subteam') },
    'not-allowed',
  ],
  [
    'a deleted group beside one that cannot be read',
    { ...nobody, usergroups: ['S1', 'S2'] },
    { S1: new ChatError('group-gone', 'no_such_subteam'), S2: new ChatError('unavailable', 'x') },
    'access-unverifiable',
  ],
  [
    'one group unreadable, member of the other',
    { ...nobody, usergroups: ['S1', 'S2'] },
    { S1: new ChatError('unavailable', 'x'), S2: ['U1'] },
    'yes',
  ],
] as const)('%s', async (_case, access, groups, answer) => {
  expect(await ask(access, groups)).toBe(answer);
});

test('a defect lets nobody in and is no answer: it goes on to the boundary', async () => {
  const defect = new Error('a bug');
  const authorise = createAuthorise(
    { ...nobody, usergroups: ['S1'] },
    { usergroupMembers: () => Promise.reject(defect) },
    fakeLog(),
  );
  await expect(authorise(actor)).rejects.toBe(defect);
});
