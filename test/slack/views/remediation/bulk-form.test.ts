import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import { bulkFormModal, bulkRefusedModal } from '../../../../src/slack/views/remediation/bulk-form.ts';
import type { BulkForm } from '../../../../src/usecases/messages/remediation-forms.ts';
import { modalBreaches } from '../../../views/limits.ts';
import { hostileNames } from '../../../views/sample-parts.ts';
import { hiddenSigns, mrkdwnTexts, strayAmpersands, strayTokens } from '../../../views/text-safety.ts';
import { bulkFindings, bulkForm } from '../../bulk-samples.ts';

const hostile = bulkForm({
  accountName: hostileNames[0] ?? '',
  region: hostileNames[1] ?? '',
  findings: hostileNames.map((name, index) => ({
    id: `f${index}`,
    kind: 'unusable-key',
    name,
    region: name,
    exposure: 'latent',
  })),
  attach: hostileNames.map((name) => ({ name })),
  keysError: '<!channel>',
});
const forms: [string, BulkForm][] = [
  ['one finding', bulkForm({ findings: bulkFindings(1), canary: false })],
  ['100 findings and more', bulkForm({ findings: bulkFindings(100), left: 4_900, attach: [{ name: 'good' }] })],
  ['hostile names', hostile],
];

function check(view: ReturnType<typeof bulkFormModal>): void {
  expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
  for (const text of mrkdwnTexts(view)) expect([...strayTokens(text), ...strayAmpersands(text)]).toEqual([]);
  JSON.stringify(view, (name, value) => {
    if (name === 'text' && typeof value === 'string') expect(hiddenSigns(value)).toEqual([]);
    return value;
  });
}

describe('the form for several findings', () => {
  it.each(forms)('is within the limits of Slack for %s, and lets no data act or hide', (_, form) => {
    check(bulkFormModal(form));
    check(bulkFormModal(form, { more: true }));
  });

  it('is short: why, which, and the key; the rest is below a button', () => {
    const ids = (more: boolean) => bulkFormModal(bulkForm(), { more }).blocks.flatMap(({ block_id: id }) => id ?? []);
    expect(ids(false)).toEqual(['reason', 'findings', 'key', 'more']);
    expect(ids(true)).toEqual(['reason', 'findings', 'key', 'key-by-hand', 'mode', 'also', 'canary']);
  });

  it('counts those that a request holds already', () => {
    const words = (asked: number) => JSON.stringify(bulkFormModal(bulkForm({ asked })));
    expect(words(0)).not.toContain('a request already');
    expect(words(1)).toContain('1 other has a request already.');
    expect(words(7)).toContain('7 others have a request already.');
  });

  it('says how many do not fit, and what one request may hold', () => {
    const words = JSON.stringify(bulkFormModal(bulkForm({ left: 4_900 })));
    expect(words).toContain('at most 40 for one request');
    expect(words).toContain('4,900 more do not fit here');
  });

  it('offers the configured key of each region where there are several', () => {
    const { configuredKey: _, ...rest } = bulkForm({ region: '*', eachConfigured: true });
    expect(JSON.stringify(bulkFormModal(rest))).toContain('The configured key of each region');
    expect(JSON.stringify(bulkFormModal({ ...rest, eachConfigured: false }))).not.toContain('onfigured');
  });
});

describe('what cannot be asked for', () => {
  const refused = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: hostileNames[index % hostileNames.length] ?? '',
      region: 'eu-west-1',
      why: 'word '.repeat(400),
    }));

  it.each([
    [1, 1],
    [40, 0],
    [39, 1],
    [1, 39],
  ])('is within the limits of Slack for %i refused and %i left', (count, left) => {
    const possible = Array.from({ length: left }, (_, index) => `f${index}`);
    check(bulkRefusedModal({ kind: 'several-refused', refused: refused(count), possible }, 'because '.repeat(100)));
  });

  it('can be submitted only where something is left', () => {
    const modal = (possible: string[]) =>
      bulkRefusedModal({ kind: 'several-refused', refused: refused(1), possible }, 'why');
    expect(modal([])).not.toHaveProperty('submit');
    expect(modal(['f1'])).toMatchObject({ submit: { text: 'Ask for the other one' } });
    expect(modal(['f1', 'f2'])).toMatchObject({ submit: { text: 'Ask for the other 2' } });
  });
});
