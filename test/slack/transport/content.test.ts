import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import {
  type Content,
  cutMrkdwn,
  type Draft,
  draftOf,
  sendDraft,
  withAsker,
  wordsOnly,
} from '../../../src/slack/transport/content.ts';
import { allTexts, hiddenSigns, strayAmpersands, strayTokens } from '../../views/text-safety.ts';
import { countingIds, plainRenderer, problem, recordingLog } from '../support.ts';

const divider: KnownBlock = { type: 'divider' };

async function sent(draft: Parameters<typeof sendDraft>[0], ...failures: string[]): Promise<Content[]> {
  const contents: Content[] = [];
  await sendDraft(
    draft,
    async (content) => {
      contents.push(content);
      const code = failures.shift();
      if (code !== undefined) throw new ChatError('refused', code);
    },
    { log: recordingLog(), newId: countingIds() },
  );
  return contents;
}

describe('sendDraft', () => {
  it('sends plain words once after a refusal of the blocks', async () => {
    const contents = await sent(draftOf(plainRenderer, problem('Hello.')), 'invalid_blocks');
    expect(contents.map(({ text, blocks }) => [text, blocks.length])).toEqual([
      ['Hello. Try that.', 1],
      ['plain: Hello. Try that.', 0],
    ]);
  });

  it('leaves a chart out that Slack refuses, and keeps the rest', async () => {
    const chart = { type: 'data_visualization' };
    const withChart = { ...plainRenderer, message: () => ({ text: 'Hello.', blocks: [divider, chart] }) };
    const contents = await sent(draftOf(withChart, problem('Hello.')), 'invalid_blocks');
    expect(contents.map(({ text, blocks }) => [text, blocks.map(({ type }) => type)])).toEqual([
      ['Hello.', ['divider', 'data_visualization']],
      ['Hello.', ['divider']],
    ]);
    const twice = await sent(draftOf(withChart, problem('Hello.')), 'invalid_blocks', 'invalid_blocks');
    expect(twice.map(({ blocks }) => blocks.length)).toEqual([2, 1, 0]);
  });

  it('does not loop when plain words are refused too', async () => {
    const draft = draftOf(plainRenderer, problem('Hello.'));
    await expect(sent(draft, 'invalid_blocks', 'msg_too_long')).rejects.toMatchObject({ slackCode: 'msg_too_long' });
  });

  it('says at least that there is something, when neither form can be made', async () => {
    const broken = () => {
      throw new TypeError('a row of an older version');
    };
    const contents = await sent(draftOf({ ...plainRenderer, message: broken, plain: broken }, problem('Hello.')));
    expect(contents.map(({ blocks }) => blocks.length)).toEqual([0]);
    expect(contents[0]?.text).toMatch(/cannot show/);
  });

  it('leaves other refusals to the caller', async () => {
    const draft = draftOf(plainRenderer, problem('Hello.'));
    await expect(sent(draft, 'not_in_channel')).rejects.toMatchObject({ slackCode: 'not_in_channel' });
  });

  it('cuts plain words to what an edit may hold', () => {
    expect(wordsOnly('x'.repeat(10_000)).content().text.length).toBeLessThanOrEqual(4_000);
  });
});

describe('withAsker', () => {
  const draft = (blocks: KnownBlock[], text = 'result'): Draft => ({
    content: () => ({ text, blocks }),
    plain: () => ({ text: 'plain', blocks: [] }),
    again: () => draft(blocks, 'again'),
  });

  it('is above what may repeat, too', () => {
    const again = withAsker(draft([divider]), 'U1', '/glue-audit').again();
    expect(again.content().text).toBe('<@U1> asked: /glue-audit\nagain');
  });

  it('says who asked for what, in words and in a block', () => {
    const { text, blocks } = withAsker(draft([divider]), 'U1', '/glue-audit all share').content();
    expect(text).toBe('<@U1> asked: /glue-audit all share\nresult');
    expect(blocks).toHaveLength(2);
    expect(JSON.stringify(blocks[0])).toContain('<@U1> asked:');
  });

  it('does not let the command mention anybody', () => {
    const asked = withAsker(draft([divider]), 'U1', '/glue-audit show "<!channel>"');
    expect(asked.content().text).not.toContain('<!channel>');
    expect(asked.plain().text).toContain('&lt;!channel&gt;');
    expect(asked.content().blocks[0]).toMatchObject({
      elements: [{ type: 'mrkdwn' }, { type: 'plain_text', text: '/glue-audit show "<!channel>"' }],
    });
  });

  it.each([
    ['an entity', '&'.repeat(1_500)],
    ['the letters of a pair', '😀'.repeat(2_500)],
  ])('cuts %s of a long command nowhere in the middle', (_what, command) => {
    for (let more = 0; more < 6; more += 1) {
      const { text } = withAsker(draft([divider]), 'U1', `${'x'.repeat(more)}${command}`).plain();
      expect(text.length).toBeLessThanOrEqual(3_900);
      expect([...strayAmpersands(text), ...hiddenSigns(text)]).toEqual([]);
    }
  });

  it('shows what a command hides', () => {
    const { text, blocks } = withAsker(draft([divider]), 'U1', '/glue-audit show \u202eevil').content();
    expect([text, ...allTexts(blocks)].flatMap(hiddenSigns)).toEqual([]);
    expect(text).toContain('[U+202E]evil');
  });

  it('adds no block beyond the limit', () => {
    const full = Array.from({ length: 50 }, () => divider);
    const { text, blocks } = withAsker(draft(full), 'U1', '/glue-audit').content();
    expect(blocks).toHaveLength(50);
    expect(text).toContain('<@U1> asked');
  });
});

describe('cutMrkdwn', () => {
  it('leaves a text that fits alone', () => {
    expect(cutMrkdwn('a &amp; b', 9)).toBe('a &amp; b');
  });

  it('cuts neither an entity nor a token of ours in half, wherever the end is', () => {
    const text = 'a &amp;&lt; <!date^1^{date_short_pretty} at {time}|2026-11-23 08:00 UTC> and <@U024BE7LH> &gt; b';
    for (let most = 2; most < text.length; most += 1) {
      const short = cutMrkdwn(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect([short, ...strayTokens(short), ...strayAmpersands(short)]).toEqual([short]);
    }
  });
});
