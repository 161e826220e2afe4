import { describe, expect, test } from 'vitest';
import { createCommandsOf } from '../../commands/index.ts';
import { GluewardenError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import { accounts, recordingCommands } from '../support/commands/commands.ts';
import { FakeClock, settle } from '../support/fakes/fake-clock.ts';

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
    'find',
    'show',
    'history',
    'report',
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

describe('the commands of a fleet that changes', () => {
  const never = (): never => {
    throw new Error('not run');
  };
  const request = { actor: { user: 'U1', channel: 'C1' }, progress: () => {} };
  const joined: Account = { id: '700000000014', name: 'returns', regions: 'enabled' };

  function changing(gate?: Promise<void>) {
    const fleet = { accounts };
    const scanned: (string | undefined)[] = [];
    const [audit] = createCommandsOf(fleet, {
      clock: new FakeClock(),
      authorise: async () => {},
      audit: async ({ scope }) => {
        scanned.push(...scope.accounts.map(({ name }) => name));
        await gate;
        throw new GluewardenError('stopping');
      },
      ...{ cancel: never, find: never, history: never, listFindings: never, locate: never, show: never, status: never },
      undelivered: never,
      report: never,
    });
    if (audit === undefined) throw new Error('no command');
    return { fleet, scanned, run: (text: string) => audit.parse(text).run(request) };
  }

  test('know an account by its name as soon as it joined, and no longer than it stays', async () => {
    const { fleet, scanned, run } = changing();
    expect(JSON.stringify(await run('returns'))).toMatch(/returns/);
    expect(scanned).toEqual([]);
    fleet.accounts = [...accounts, joined];
    await run('returns');
    expect(scanned).toEqual(['returns']);
    fleet.accounts = accounts;
    await run('returns');
    expect(scanned).toEqual(['returns']);
  });

  test('count what a person runs over every change', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { fleet, scanned, run } = changing(gate);
    const running: Promise<unknown>[] = [];
    for (let count = 0; count < 5; count += 1) {
      fleet.accounts = [...accounts];
      running.push(run('production'));
    }
    await settle();
    fleet.accounts = [...accounts, joined];
    expect(await run('returns')).toMatchObject({ kind: 'problem' });
    expect(scanned).not.toContain('returns');
    open();
    await Promise.all(running);
  });
});
