import { expect, test } from 'vitest';
import { recordingCommands } from '../support/commands/commands.ts';

test('every command is named, explained, and each of its subcommands is in the help that it gives', async () => {
  const { commands, run } = recordingCommands();
  expect(commands.map(({ name }) => name)).toEqual(['/glue-audit', '/glue-remediate']);
  for (const command of commands) expect(command.subcommands.length).toBeGreaterThan(2);
  const help = await run('help');
  if (help.kind !== 'help') throw new Error('no help');
  const words = help.entries.map(({ usage }) => usage.split(' ')[0]);
  expect(words).toEqual([
    '<region>',
    '<account>',
    'all',
    'cancel',
    'findings',
    'show',
    'history',
    'status',
    'undelivered',
    'help',
  ]);
  for (const name of ['findings', 'show', 'history', 'status', 'all', 'help'])
    expect(commands[0]?.usageHint).toContain(name);
});

test('every example of the help is a command that is understood', async () => {
  const { commands, runWith, calls } = recordingCommands();
  const examples = commands.flatMap((command) => command.subcommands.map(({ example }) => ({ command, example })));
  for (const { command, example } of examples) {
    if (example === undefined) continue;
    const answer = await runWith(command, example);
    expect(answer, example).not.toMatchObject({ what: expect.stringMatching(/cannot be read/) });
  }
  expect(calls.length).toBeGreaterThan(2);
});
