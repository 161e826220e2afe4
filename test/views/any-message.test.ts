import { describe, expect, it } from 'vitest';
import { readContent } from '../../sandbox/slack/limits/message-limits.ts';
import { viewComplaints } from '../../sandbox/slack/limits/view-limits.ts';
import { plainText, renderFindingsModal, renderMessage, renderProblemModal } from '../../src/slack/render.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import fc from '../support/fast-check.ts';
import { messagesByKind, problemMessage } from './arbitraries.ts';
import { findingsMessage } from './finding-arbitraries.ts';
import { messageBreaches, modalBreaches } from './limits.ts';
import { samples } from './samples.ts';
import { allTexts, hiddenSigns, mrkdwnTexts, strayAmpersands, strayTokens } from './text-safety.ts';

/** Always the same messages, so that a failure is a failure for everybody. */
const settings = { seed: 20_261_123, numRuns: 400 };

/** Texts that people read: values of buttons and options are for us. */
function readTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(readTexts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (key === 'text' || key === 'accessibility_label' ? [inner] : []) : readTexts(inner),
  );
}

describe('any message', () => {
  // Each kind by itself: among all of them the rarer fields of one would hardly ever meet.
  it.each(Object.entries<fc.Arbitrary<Message>>(messagesByKind))(
    '%s is within the limits, acts on nothing, hides nothing',
    (_, messages) => {
      fc.assert(
        fc.property(messages, fc.boolean(), (message, mayRepeat) => {
          const { text, blocks } = renderMessage(message, { mayRepeat });
          const plain = plainText(message);
          expect(messageBreaches({ text, blocks })).toEqual([]);
          expect(plain.length).toBeLessThanOrEqual(3_500);
          for (const mrkdwn of [text, plain, ...mrkdwnTexts(blocks)])
            expect([...strayTokens(mrkdwn), ...strayAmpersands(mrkdwn)]).toEqual([]);
          for (const one of [text, plain, ...allTexts(blocks)]) expect(hiddenSigns(one)).toEqual([]);
        }),
        { ...settings, numRuns: 60 },
      );
    },
  );

  it('is within the limits as a modal', () => {
    fc.assert(
      fc.property(fc.oneof(findingsMessage, problemMessage), (message) => {
        const view = message.kind === 'findings' ? renderFindingsModal(message) : renderProblemModal(message);
        expect(modalBreaches(view)).toEqual([]);
        for (const mrkdwn of mrkdwnTexts(view))
          expect([...strayTokens(mrkdwn), ...strayAmpersands(mrkdwn)]).toEqual([]);
        for (const one of readTexts(view)) expect(hiddenSigns(one)).toEqual([]);
      }),
      settings,
    );
  });
});

describe('the local Slack, a second opinion', () => {
  it.each(Object.entries(samples))('takes %s', (_, message) => {
    const { text, blocks } = renderMessage(message);
    expect(readContent({ text, blocks }, 'update')).not.toHaveProperty('error');
    const plain = readContent({ text: plainText(message) }, 'update');
    expect(plain).not.toHaveProperty('error');
    if (message.kind === 'findings') expect(viewComplaints(renderFindingsModal(message)).messages()).toEqual([]);
    if (message.kind === 'problem') expect(viewComplaints(renderProblemModal(message)).messages()).toEqual([]);
  });
});
