import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import {
  formProblemModal,
  noticeModal,
  rejectModal,
  remediationFormModal,
} from '../../../../src/slack/views/remediation/remediation-form.ts';
import type { RemediationForm } from '../../../../src/usecases/messages/remediation-forms.ts';
import { modalBreaches } from '../../../views/limits.ts';
import { hostileNames } from '../../../views/sample-parts.ts';
import { hiddenSigns, mrkdwnTexts, strayAmpersands, strayTokens } from '../../../views/text-safety.ts';

const arn = (index: number) => `arn:aws:kms:ap-southeast-2:111122223333:key/${String(index).padStart(8, '0')}-11aa`;

function form(given: Partial<RemediationForm> = {}): RemediationForm {
  return {
    kind: 'form',
    findingId: 'f1',
    finding: { kind: 'configuration', name: 'std' },
    account: '111122223333',
    accountName: 'data-production',
    region: 'ap-southeast-2',
    choices: 'create',
    keys: [
      { arn: arn(1), aliases: ['data', 'etl'] },
      { arn: arn(2), aliases: [] },
    ],
    attach: [],
    mode: 'bookmarks-only',
    choosable: [],
    canary: false,
    dependents: { jobs: 3, triggers: 1, crawlers: 0 },
    ...given,
  };
}

/** The values of the options of one block. */
function optionsOf(given: RemediationForm, block: string): unknown[] {
  const found = remediationFormModal(given).blocks.find((one) => 'block_id' in one && one.block_id === block);
  const values: unknown[] = [];
  JSON.stringify(found, (name, value) => {
    if (name === 'options' && Array.isArray(value)) values.push(...value.map((option) => option.value));
    return value;
  });
  return values;
}

function dependents(names: readonly string[]): RemediationForm['choosable'] {
  return names.map((name, index) => ({ id: `d${index}`, type: 'job', name }));
}

const hostile = form({
  finding: { kind: 'unprotected-job', name: hostileNames.join(' ') },
  accountName: hostileNames[0] ?? '',
  region: hostileNames[1] ?? '',
  choices: 'create-or-attach',
  keys: hostileNames.map((name, index) => ({ arn: arn(index), aliases: [name, name] })),
  attach: [...hostileNames, 'x'.repeat(255)],
  keysError: '<!channel>',
  choosable: dependents([...hostileNames, 'x'.repeat(255)]),
  canary: true,
});
const forms: [string, RemediationForm][] = [
  ['a usual finding', form()],
  ['no key at all', form({ keys: [], keysError: 'AccessDeniedException' })],
  [
    '500 keys and configurations',
    form({
      configuredKey: arn(7),
      keys: Array.from({ length: 500 }, (_, index) => ({ arn: arn(index), aliases: Array(20).fill('alias') })),
      choices: 'create-or-attach',
      attach: Array.from({ length: 500 }, (_, index) => `configuration-${index}`),
    }),
  ],
  [
    '5,000 dependents',
    form({ choosable: dependents(Array.from({ length: 5_000 }, (_, at) => `job-${at}`)), canary: true }),
  ],
  ['hostile names', hostile],
];

describe('the form', () => {
  it.each(forms)('is within the limits of Slack for %s, and lets no data act or hide', (_, given) => {
    const view = remediationFormModal(given);
    expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
    for (const text of mrkdwnTexts(view)) expect([...strayTokens(text), ...strayAmpersands(text)]).toEqual([]);
    JSON.stringify(view, (name, value) => {
      if (name === 'text' && typeof value === 'string') expect(hiddenSigns(value)).toEqual([]);
      return value;
    });
  });

  it('offers the configured key first, once, and then the others by what is opaque of them', () => {
    expect(optionsOf(form({ configuredKey: arn(2) }), 'key')).toEqual(['configured', 'key/00000001-11aa']);
    expect(optionsOf(form(), 'key')).toEqual(['key/00000001-11aa', 'key/00000002-11aa']);
  });

  it('offers what can be attached only where that is a way', () => {
    expect(optionsOf(form({ attach: ['good'] }), 'attach')).toEqual([]);
    expect(optionsOf(form({ attach: ['good'], choices: 'create-or-attach' }), 'attach')).toEqual(['good']);
  });

  it('asks for databases where the finding is a configuration', () => {
    const asks = (given: RemediationForm) =>
      JSON.stringify(remediationFormModal(given)).includes('Column statistics of');
    expect([form(), form({ choices: 'create-or-attach' })].map(asks)).toEqual([true, false]);
  });

  it('offers single dependents where there are several, says how many do not fit, and asks for the order', () => {
    expect(optionsOf(form({ choosable: dependents(['only']) }), 'only')).toEqual([]);
    expect(optionsOf(form({ choosable: dependents(['a', 'b']) }), 'only')).toEqual(['d0', 'd1']);
    const many = form({ choosable: dependents(Array.from({ length: 120 }, (_, at) => `job-${at}`)) });
    expect(optionsOf(many, 'only')).toHaveLength(100);
    expect(JSON.stringify(remediationFormModal(many))).toContain('20 more not listed: --only');
    expect(optionsOf(form(), 'canary')).toEqual([]);
    expect(optionsOf(form({ canary: true }), 'canary')).toEqual(['one-first', 'all-at-once']);
  });

  it.each([
    ['reject', rejectModal()],
    ['notice', noticeModal(['Wait.'])],
    ['problem', formProblemModal({ kind: 'problem', what: 'What.', next: 'Next.', suggestions: ['x'] })],
  ])('%s is within the limits of Slack', (_, view) => {
    expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
  });
});
