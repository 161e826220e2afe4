import { expect, test } from 'vitest';
import { recordingCommands } from '../../support/commands/commands.ts';

test.each([
  ['accepted', ['accepted']],
  ['accepted revoke Zk3f', ['revoke', 'U1', 'Zk3f']],
  ['accepted EXTEND Zk3f until 2027-06-30', ['extend', 'U1', { id: 'Zk3f', until: '2027-06-30' }]],
  [
    'accepted extend Zk3f until 2027-06-30 because "not yet"',
    ['extend', 'U1', { id: 'Zk3f', until: '2027-06-30', reason: 'not yet' }],
  ],
])('%s', async (text, call) => {
  const { run, calls } = recordingCommands();
  await run(text);
  expect(calls).toEqual([call]);
});

test.each([
  'accepted revok Zk3f',
  'accepted revoke',
  'accepted revoke Zk3f Zk3g',
  'accepted extend Zk3f',
  'accepted extend Zk3f until',
  'accepted extend Zk3f until 2027-06-30 later',
])('%s is refused', async (text) => {
  const { run, calls } = recordingCommands();
  expect(await run(text)).toMatchObject({ kind: 'problem' });
  expect(calls).toEqual([]);
});
