import { describe, expect, it } from 'vitest';
import {
  plainText,
  renderFindingsModal,
  renderLoadingModal,
  renderMessage,
  renderProblemModal,
} from '../../src/slack/render.ts';
import { planDetailsModal } from '../../src/slack/views/remediation/plan-modal.ts';
import { rollBackModal } from '../../src/slack/views/remediation/roll-back-form.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import { messageBreaches, modalBreaches } from './limits.ts';
import { rollBackForms } from './samples/afterwards.ts';
import { samples } from './samples.ts';
import { allTexts, asRead, hiddenSigns, mrkdwnTexts, strayAmpersands, strayTokens } from './text-safety.ts';

const all: readonly (readonly [string, Message])[] = Object.entries(samples);
const forms = Object.entries(rollBackForms).map(([name, form]) => [`roll-back-${name}`, rollBackModal(form)] as const);
const modals = all.flatMap(([name, message]) => {
  if (message.kind === 'findings') return [[name, renderFindingsModal(message)] as const];
  if (message.kind === 'plan-details') return [[name, planDetailsModal(message)] as const];
  return message.kind === 'problem' ? [[name, renderProblemModal(message)] as const] : [];
});

/** As long as chat.update takes, with a line above that says who asked. */
const longestPlain = 3_500;

describe.each(all)('%s', (name, message) => {
  const { text, blocks } = renderMessage(message);
  const plain = plainText(message);

  it('is within the limits of Slack', () => {
    expect(messageBreaches({ text, blocks })).toEqual([]);
    expect(plain.length).toBeGreaterThan(0);
    expect(plain.length).toBeLessThanOrEqual(longestPlain);
  });

  it('lets no data act on Slack or hide', () => {
    for (const mrkdwn of [text, plain, ...mrkdwnTexts(blocks)]) {
      expect(strayTokens(mrkdwn)).toEqual([]);
      expect(strayAmpersands(mrkdwn)).toEqual([]);
    }
    for (const one of [text, plain, ...allTexts(blocks)]) expect(hiddenSigns(one)).toEqual([]);
  });

  it('has a short, whole sentence as its text', () => {
    expect(text.length).toBeLessThanOrEqual(600);
    expect(asRead(text)).toMatch(/[.…`]$/);
    expect(text).not.toMatch(/\n/);
  });

  it('looks like its preview', async () => {
    const preview = `${JSON.stringify({ text, blocks }, null, 2)}\n`;
    await expect(preview).toMatchFileSnapshot(`previews/${name}.json`);
    await expect(`${asRead(text)}\n\n---\n\n${asRead(plain)}\n`).toMatchFileSnapshot(`previews/${name}.txt`);
  });
});

describe.each([...modals, ...forms, ['loading', renderLoadingModal()] as const])('modal of %s', (name, view) => {
  it('is within the limits of Slack', () => {
    expect(modalBreaches(view)).toEqual([]);
  });

  it('lets no data act on Slack or hide', () => {
    for (const mrkdwn of mrkdwnTexts(view)) expect([...strayTokens(mrkdwn), ...strayAmpersands(mrkdwn)]).toEqual([]);
    for (const text of allTexts(view)) if (!samplesValue(text)) expect(hiddenSigns(text)).toEqual([]);
  });

  it('looks like its preview', async () => {
    await expect(`${JSON.stringify(view, null, 2)}\n`).toMatchFileSnapshot(`previews/modal-${name}.json`);
  });
});

/** Values of options are data for us, and never shown. */
function samplesValue(text: string): boolean {
  const message = samples['findings-hostile'];
  return message?.kind === 'findings' && message.choices.regions.includes(text);
}
