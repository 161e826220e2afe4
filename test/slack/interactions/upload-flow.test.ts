import { describe, expect, it, onTestFinished } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import type { CommandRequest } from '../../../src/usecases/ports/command.ts';
import { problem } from '../support.ts';
import { started } from '../surface-kit.ts';

const bytes = new TextEncoder().encode('<!doctype html>é');
const file = { name: 'report.html', title: 'Report', comment: 'Open it in a browser.', bytes };

/** A command that attaches a file and says where it went, or why not. */
async function attaching(request: CommandRequest) {
  try {
    return problem(`It is in: ${await request.attach?.(file)}.`);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return problem(`Refused: ${error.slackCode}.`);
  }
}

async function setUp() {
  const kit = await started({ run: async (_text, request) => attaching(request) });
  onTestFinished(kit.stop);
  const said = (words: RegExp) =>
    kit.slack.waitFor(() => kit.slack.visibleTo('UNINA', 'CDATAALERTS').find(({ text }) => words.test(text)));
  return { ...kit, said };
}

describe('a file of an answer', () => {
  it('goes into the thread of an answer that others see', async () => {
    const { slack, said } = await setUp();
    await slack.as('UNINA').type('CDATAALERTS', '/glue-audit report share');
    const answer = await said(/It is in: thread/);
    expect(slack.files).toMatchObject([
      { name: 'report.html', title: 'Report', content: '<!doctype html>é', length: bytes.length },
    ]);
    expect(slack.files[0]?.sharedIn).toMatchObject({ channel: answer.channel, threadTs: answer.ts });
    const reply = slack.messages('CDATAALERTS').find(({ threadTs }) => threadTs === answer.ts);
    expect(reply?.text).toContain('Open it in a browser.');
    expect(slack.problems).toEqual([]);
  });

  it('goes to the person alone where only they see the answer', async () => {
    const { slack, said } = await setUp();
    await slack.as('UNINA').type('CDATAALERTS', '/glue-audit report');
    await said(/It is in: direct/);
    expect(slack.files[0]?.sharedIn).toMatchObject({ channel: 'DNINA' });
    expect(slack.messages('CDATAALERTS').filter(({ visibleTo }) => visibleTo === undefined)).toEqual([]);
  });

  it('that the app may not upload, or Slack refuses at any step, says which error it was', async () => {
    const { slack, said } = await setUp();
    slack.app.scopes = slack.app.scopes.filter((scope) => scope !== 'files:write');
    await slack.as('UNINA').type('CDATAALERTS', '/glue-audit report');
    await said(/Refused: missing_scope/);
    slack.app.scopes.push('files:write');
    slack.faults.refuse('storage_limit_reached', { methods: ['files.completeUploadExternal'] });
    await slack.as('UNINA').type('CDATAALERTS', '/glue-audit report');
    await said(/Refused: storage_limit_reached/);
    expect(slack.files.filter(({ sharedIn }) => sharedIn !== undefined)).toEqual([]);
  });
});
