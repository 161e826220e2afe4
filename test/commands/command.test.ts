import { describe, expect, test } from 'vitest';
import { type CommandTable, createCommand, type Subcommand, type SubcommandCall } from '../../commands/command.ts';
import { GluewardenError } from '../../src/domain/errors.ts';
import type { Message } from '../../src/usecases/messages/message.ts';

const answer: Message = { kind: 'open-requests', requests: [] };

/** A command of three subcommands that writes down which one was asked for what. */
function tabled(options: Partial<CommandTable> & { refuse?: GluewardenError } = {}) {
  const calls: [string, readonly string[]][] = [];
  const known: (readonly string[])[] = [];
  const run = (name: string) => async (call: SubcommandCall) => {
    calls.push([name, call.words]);
    known.push(call.known);
    return answer;
  };
  const subcommand = (name: string, more: Partial<Subcommand> = {}): Subcommand => ({
    name,
    help: [{ usage: `${name} it`, does: `Do ${name}` }],
    run: run(name),
    ...more,
  });
  const table: CommandTable = {
    name: '/x',
    summary: 'X',
    notes: ['a note'],
    firstWord: 'place',
    otherwise: { help: [{ usage: '<place>', does: 'Do it there' }], run: run('otherwise') },
    subcommands: [
      subcommand('take', { formerly: 'grab' }),
      subcommand('rest', { alone: true }),
      subcommand('stop', { alone: true, ownAccess: true }),
    ],
    ...options,
  };
  const authorise = async () => {
    if (options.refuse) throw options.refuse;
  };
  const command = createCommand(table, { authorise });
  const ask = (text: string) =>
    command.parse(text).run({ actor: { user: 'U1', channel: 'C1' }, progress: () => undefined });
  return { ask, calls, command, known };
}

test('a list that is shared says so of itself: nobody takes its buttons off', async () => {
  const { ask } = tabled();
  expect([await ask('rest'), await ask('rest share')]).toEqual([answer, { ...answer, shared: true }]);
});

describe('everything about a command derives from its table', () => {
  test('help, hint and reserved words, without the former name', async () => {
    const { ask, command } = tabled();
    expect(command.usageHint).toBe('<place> | take | rest | stop | help');
    expect(command.subcommands.map(({ usage }) => usage)).toEqual(['<place>', 'take it', 'rest it', 'stop it', 'help']);
    expect(await ask('')).toEqual({
      kind: 'help',
      command: '/x',
      summary: 'X',
      entries: command.subcommands,
      notes: ['a note'],
    });
    expect(command.reserved.toSorted()).toEqual(['grab', 'help', 'rest', 'share', 'stop', 'take']);
    expect(tabled({ firstWord: 'name' }).command.reserved).toEqual([]);
  });

  test.each([
    ['TAKE a "b c"', ['take', ['a', 'b c']]],
    ['grab a', ['take', ['a']]],
    ['rest', ['rest', []]],
    ['somewhere else', ['otherwise', ['somewhere', 'else']]],
  ])('%s', async (text, call) => {
    const { ask, calls, known } = tabled();
    expect(await ask(text)).toBe(answer);
    expect(calls).toEqual([call]);
    expect(known).toEqual([['take', 'rest', 'stop', 'help', 'share']]);
  });

  test('words after a subcommand that takes none: wrong, unless its name may be one in AWS', async () => {
    const targets = tabled();
    expect(await targets.ask('rest now')).toMatchObject({
      what: expect.stringContaining('"rest" takes no further words'),
      next: 'Type /x help to see what can be asked.',
      suggestions: ['/x rest'],
    });
    expect(await targets.ask('help me')).toMatchObject({ kind: 'help' });
    expect(targets.calls).toEqual([]);
    const names = tabled({ firstWord: 'name' });
    await names.ask('rest here');
    await names.ask('help me');
    expect(names.calls).toEqual([
      ['otherwise', ['rest', 'here']],
      ['otherwise', ['help', 'me']],
    ]);
    expect(names.known).toEqual([['take'], ['take']]);
  });

  test.each(['place', 'name'] as const)(
    'a word for "now" after one that takes none (%s): it is now anyway',
    async (firstWord) => {
      const { ask, calls } = tabled({ firstWord });
      for (const text of ['rest now', 'rest NOW please'])
        expect(await ask(text)).toMatchObject({
          what: expect.stringContaining('"rest" takes no further words: it always acts at once'),
          suggestions: ['/x rest'],
        });
      expect(calls).toEqual([]);
    },
  );

  test('who may not ask runs nothing but what judges by itself, and is not told what was wrong', async () => {
    const { ask, calls } = tabled({ refuse: new GluewardenError('not-allowed') });
    for (const text of ['take', 'rest', 'rest now', 'somewhere'])
      expect(await ask(text)).toMatchObject({ what: expect.stringContaining('not among those') });
    expect(await ask('stop')).toBe(answer);
    expect(calls).toEqual([['stop', []]]);
  });
});
