import { expect, test } from 'vitest';
import { recordingCommands } from '../../support/commands/commands.ts';

test.each([
  ['undelivered', { do: 'list' }],
  ['undelivered retry all', { do: 'retry', which: '' }],
  ['UNDELIVERED Retry ALL', { do: 'retry', which: '' }],
  ['undelivered drop k3JvZ0-_', { do: 'drop', which: 'k3JvZ0-_' }],
])('%s', async (text, order) => {
  const { run, calls } = recordingCommands();
  await run(text);
  expect(calls).toEqual([['undelivered', 'U1', order]]);
});

test.each([
  ['undelivered rety all', '/glue-audit undelivered retry all'],
  ['undelivered drop', '/glue-audit undelivered drop all'],
  ['undelivered drop one two', '/glue-audit undelivered drop all'],
])('%s is a wrong word, and nothing is done', async (text, meant) => {
  const { run, calls } = recordingCommands();
  expect(await run(text)).toMatchObject({ kind: 'problem', suggestions: expect.arrayContaining([meant]) });
  expect(calls).toEqual([]);
});
