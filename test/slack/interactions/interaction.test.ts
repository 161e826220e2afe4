import { beforeEach, describe, expect, it } from 'vitest';
import { type InteractionParts, runCommand } from '../../../src/slack/interactions/interaction.ts';
import type { ReplyTarget } from '../../../src/slack/interactions/reply-targets.ts';
import { fromSlackCode } from '../../../src/slack/transport/chat-error.ts';
import type { Content } from '../../../src/slack/transport/content.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { Command, CommandRequest } from '../../../src/usecases/ports/command.ts';
import { countingIds, ManualClock, plainRenderer, problem, progress, recordingLog, settle } from '../support.ts';

let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;
let shown: Content[];

beforeEach(() => {
  clock = new ManualClock();
  log = recordingLog();
  shown = [];
});

function parts(given: Partial<InteractionParts> = {}): InteractionParts {
  const replyTo: ReplyTarget = {
    name: 'fake',
    repeats: () => shown.length === 0,
    progressGap: () => 1_500,
    put: async (content) => {
      shown.push(content);
    },
  };
  return {
    renderer: plainRenderer,
    clock,
    log,
    newId: countingIds(),
    stopping: new AbortController().signal,
    replyTargets: () => [replyTo],
    ...given,
  };
}

function command(run: (request: CommandRequest) => Promise<Message>, parse?: (text: string) => boolean): Command {
  return {
    name: '/glue-audit',
    summary: 'Audit',
    usageHint: 'help',
    subcommands: [],
    parse: (text) => ({ shared: parse?.(text) ?? false, run }),
  };
}

const call = { name: '/glue-audit', text: 'eu-west-1', user: 'U1', channel: 'C1' };
const texts = (): string[] => shown.map(({ text }) => text);

describe('runCommand', () => {
  it('answers a quick command with one message', async () => {
    await runCommand(
      parts(),
      command(async () => problem('Done.')),
      call,
    );
    expect(texts()).toEqual(['Done. Try that.']);
  });

  it('gives the command what was typed and who typed it', async () => {
    let seen: unknown;
    let typed = '';
    const echo = command(
      async ({ actor }) => {
        seen = actor;
        return problem('x');
      },
      (text) => {
        typed = text;
        return false;
      },
    );
    await runCommand(parts(), echo, { ...call, text: 'show "a&amp;b"' });
    expect(seen).toEqual({ user: 'U1', channel: 'C1' });
    expect(typed).toBe('show "a&b"');
  });

  it('is tried again while the database is busy, and says so', async () => {
    let tries = 0;
    const running = runCommand(
      parts(),
      command(async () => {
        tries += 1;
        if (tries < 3) throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
        return problem('Done.');
      }),
      call,
    );
    await clock.advance(1_000);
    await clock.advance(1_000);
    await running;
    expect(texts()).toEqual(['The database is busy; this is tried again…', 'Done. Try that.']);
    expect(log.lines).toEqual([]);
  });

  it('says that the database stays busy', async () => {
    let tries = 0;
    const running = runCommand(
      parts(),
      command(() => {
        tries += 1;
        return Promise.reject(Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' }));
      }),
      call,
    );
    for (let second = 0; second < 10; second += 1) await clock.advance(1_000);
    await running;
    expect(tries).toBe(10);
    expect(texts().at(-1)).toContain('The database is busy, so this was not done, or only in part.');
  });

  it('says something after a second of silence, and not before', async () => {
    const { promise, resolve } = Promise.withResolvers<Message>();
    const running = runCommand(
      parts(),
      command(() => promise),
      call,
    );
    await clock.advance(999);
    expect(texts()).toEqual([]);
    await clock.advance(1);
    expect(texts()).toEqual(['Working on it…']);
    resolve(problem('Done.'));
    await running;
    expect(texts()).toEqual(['Working on it…', 'Done. Try that.']);
  });

  it('shows progress at once instead', async () => {
    const { promise, resolve } = Promise.withResolvers<Message>();
    const running = runCommand(
      parts(),
      command((request) => {
        request.progress(progress(1));
        return promise;
      }),
      call,
    );
    await clock.advance(5_000);
    expect(texts()).toEqual(['1 of 10']);
    resolve(problem('Done.'));
    await running;
    expect(texts()).toEqual(['1 of 10', 'Done. Try that.']);
  });

  it('answers an exception with a reference that is also in the log, and without its words', async () => {
    const broken = command(async () => {
      throw new Error('row 7 of secret_table');
    });
    await runCommand(parts(), broken, call);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('id-00001');
    expect(texts()[0]).not.toContain('secret_table');
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { reference: 'id-00001', action: '/glue-audit', user: 'U1' } },
    ]);
    expect(log.all()).toContain('secret_table');
  });

  it('answers when even parse throws', async () => {
    const broken = command(
      async () => problem('never'),
      () => {
        throw new Error('broken');
      },
    );
    await runCommand(parts(), broken, call);
    expect(texts()[0]).toContain('id-00001');
  });

  it('answers in plain words when the result cannot be rendered', async () => {
    const renderer = {
      ...plainRenderer,
      message: () => {
        throw new Error('a defect in a view');
      },
    };
    await runCommand(
      parts({ renderer }),
      command(async () => problem('Done.')),
      call,
    );
    expect(texts()).toEqual(['plain: Done. Try that.']);
  });

  it('says who asked when the answer is shared, also in its progress', async () => {
    const { promise, resolve } = Promise.withResolvers<Message>();
    const shared = command(
      (request) => {
        request.progress(progress(1));
        return promise;
      },
      () => true,
    );
    const running = runCommand(parts(), shared, { ...call, text: 'eu-west-1 share' });
    await settle();
    resolve(problem('Done.'));
    await running;
    expect(texts()).toEqual([
      '<@U1> asked: /glue-audit eu-west-1 share\n1 of 10',
      '<@U1> asked: /glue-audit eu-west-1 share\nDone. Try that.',
    ]);
  });

  it('begins nothing while the bot stops', async () => {
    let ran = false;
    const eager = command(async () => {
      ran = true;
      return problem('Done.');
    });
    await runCommand(parts({ stopping: AbortSignal.abort() }), eager, call);
    expect(ran).toBe(false);
    expect(texts()[0]).toContain('restarted');
  });

  it('ends quietly, with a log line, when no place takes the answer', async () => {
    await runCommand(
      parts({ replyTargets: () => [] }),
      command(async () => problem('Done.')),
      call,
    );
    expect(log.lines).toMatchObject([{ level: 'error', text: 'an answer could not be delivered' }]);
  });

  it.each([
    ['', ['is_archived'], false],
    [', saying that it may repeat what Slack did not confirm', ['internal_error', 'is_archived'], true],
  ])('keeps a result that no place takes, for a direct message later%s', async (_how, codes, mayRepeat) => {
    const answers = [...codes];
    const refusing: ReplyTarget = {
      name: 'fake',
      repeats: () => true,
      progressGap: () => undefined,
      put: () => Promise.reject(fromSlackCode(answers.shift() ?? '')),
    };
    const kept: unknown[] = [];
    const keep = async (...given: [string, Message, object]) => void kept.push(given);
    const message = problem('Done.');
    const run = runCommand(
      parts({ replyTargets: () => [refusing], keep }),
      command(async () => message),
      call,
    );
    await clock.advance(1_000);
    await run;
    expect(kept).toEqual([['U1', message, { mayRepeat }]]);
    expect(log.lines.map(({ level }) => level)).not.toContain('error');
  });
});
