import { expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { recordingCommands } from '../../support/commands/commands.ts';

test.each([
  ['cancel', ''],
  ['CANCEL Rk3mT8wL', 'Rk3mT8wL'],
])('%s', async (text, begins) => {
  const { run, calls } = recordingCommands();
  await run(text);
  expect(calls).toEqual([['cancel', 'U1', { begins }]]);
});

test('more than one word cancels nothing', async () => {
  const { run, calls } = recordingCommands();
  expect(await run('cancel one two')).toMatchObject({ kind: 'problem', suggestions: ['/glue-audit cancel'] });
  expect(calls).toEqual([]);
});

test('who may is judged by the scan, not by the list of those who may audit', async () => {
  const { run, calls } = recordingCommands({ refuse: new GluewardenError('not-allowed') });
  await run('cancel');
  expect(calls).toEqual([['cancel', 'U1', { begins: '' }]]);
});
