import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { recordingCommands } from '../../support/commands/commands.ts';

const both = ['production', 'analytics team'];

describe('/glue-audit', () => {
  test.each([
    ['us-east-1', ['audit', ['production'], ['us-east-1'], '/glue-audit us-east-1']],
    ['eu-west-1', ['audit', both, ['eu-west-1'], '/glue-audit eu-west-1']],
    ['US-East-1 share', ['audit', ['production'], ['us-east-1'], '/glue-audit US-East-1']],
    ['production', ['audit', ['production'], undefined, '/glue-audit production']],
    [
      '"analytics team" eu-west-1',
      ['audit', ['analytics team'], ['eu-west-1'], '/glue-audit "analytics team" eu-west-1'],
    ],
    ['444455556666 eu-west-1', ['audit', ['analytics team'], ['eu-west-1'], '/glue-audit 444455556666 eu-west-1']],
    ['all', ['audit', both, undefined, '/glue-audit all']],
    ['findings', ['findings', {}]],
    [
      'findings exposed production configuration eu-west-1 latent',
      [
        'findings',
        {
          exposures: ['exposed', 'latent'],
          kinds: ['configuration'],
          accounts: ['111122223333'],
          regions: ['eu-west-1'],
        },
      ],
    ],
    ['FINDINGS NEW', ['findings', { firstSeenSince: Date.parse('2026-02-23T08:00:00Z') }]],
    ['show "my config" production us-east-1', ['show', 'production', 'us-east-1', 'my config']],
    ['show share us-east-1 production', ['show', 'production', 'us-east-1', 'share']],
    ['history', ['history']],
  ])('%s', async (text, call) => {
    const { run, calls } = recordingCommands();
    await run(text);
    expect(calls).toEqual([call]);
  });

  test.each([
    ['', false],
    ['us-east-1', false],
    ['us-east-1 share', true],
    ['share status', true],
    ['show "share" us-east-1', false],
  ])('%j is shared: %s', (text, shared) => expect(recordingCommands().command.parse(text).shared).toBe(shared));

  test.each(['', 'help', 'HELP me'])('%j explains itself, to everybody', async (text) => {
    const { run, calls } = recordingCommands({ refuse: new GluewardenError('not-allowed') });
    expect(await run(text)).toMatchObject({ kind: 'help', command: '/glue-audit' });
    expect(calls).toEqual([]);
  });

  test.each([
    ['us-esat-1', '/glue-audit us-east-1'],
    ['stauts', '/glue-audit status'],
    ['prodction eu-west-1', '/glue-audit production eu-west-1'],
    ['findings expsed', '/glue-audit findings exposed'],
    ['history please', '/glue-audit history'],
    ['all now', '/glue-audit all'],
    ['all us-east-1', '/glue-audit us-east-1'],
    ['all "analytics team" eu-west-1', '/glue-audit "analytics team" eu-west-1'],
    ['all of it', '/glue-audit all'],
    ['now', '/glue-audit all'],
    ['production eu-west-1 now', '/glue-audit production eu-west-1'],
    ['show "my config" us-east-1', '/glue-audit show "my config" production us-east-1'],
    ['show "my config" production eu-wset-1', '/glue-audit show "my config" production eu-west-1'],
    ['"analytics taem"', '/glue-audit "analytics team"'],
  ])('%s is answered with %s', async (text, suggestion) => {
    const answer = await recordingCommands().run(text);
    expect(answer).toMatchObject({ kind: 'problem', suggestions: expect.arrayContaining([suggestion]) });
  });

  test.each([
    ['all now', 'it always scans at once, every account and region'],
    ['all us-east-1', 'To scan only some, leave "all" out'],
    ['all of it', 'it scans every account and region, at once'],
    ['us-east-1 today', '"today" is not needed: this command always scans at once'],
  ])('%s: says what is true', async (text, says) => {
    const { run, calls } = recordingCommands();
    expect(await run(text)).toMatchObject({ kind: 'problem', what: expect.stringContaining(says) });
    expect(calls).toEqual([]);
  });

  test.each(['show', 'show ""', 'show "a"', 'show "a" production'])('%s says what is missing', async (text) => {
    const answer = await recordingCommands().run(text);
    expect(answer).toMatchObject({ kind: 'problem', what: expect.stringMatching(/missing/) });
  });

  test('with one account none need be named', async () => {
    const { run, calls } = recordingCommands({ only: true });
    await run('show orders us-east-1');
    expect(calls).toEqual([['show', 'production', 'us-east-1', 'orders']]);
  });

  test('who may not ask gets nothing', async () => {
    const { run, calls } = recordingCommands({ refuse: new GluewardenError('not-allowed') });
    expect(await run('all')).toMatchObject({ kind: 'problem' });
    expect(calls).toEqual([]);
  });

  test('AWS’s refusals are answers; an unexpected failure goes on to the boundary', async () => {
    const { run } = recordingCommands();
    expect(await run('show a production us-east-1')).toMatchObject({ kind: 'problem' });
    await expect(run('status')).rejects.toThrow('status was called');
  });
});

test('a flood of one person is refused, and nobody else is', async () => {
  const gate = Promise.withResolvers<void>();
  const { command, calls } = recordingCommands({ gate: gate.promise });
  const ask = (user: string) => command.parse('history').run({ actor: { user, channel: 'C1' }, progress: () => {} });
  const first = Array.from({ length: 20 }, () => ask('U1'));
  const other = ask('U2');
  gate.resolve();
  const answers = await Promise.all(first);
  expect(answers.filter(({ kind }) => kind === 'history')).toHaveLength(5);
  expect(answers.filter(({ kind }) => kind === 'problem')).toHaveLength(15);
  expect(await other).toMatchObject({ kind: 'history' });
  expect(calls).toHaveLength(6);
  expect(await ask('U1')).toMatchObject({ kind: 'history' });
});
