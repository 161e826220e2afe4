import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import type { FormShown } from '../../../../src/slack/views/remediation/form-blocks.ts';
import {
  formProblemModal,
  noticeModal,
  rejectModal,
  remediationFormModal,
  takenModal,
} from '../../../../src/slack/views/remediation/remediation-form.ts';
import type { RemediationForm, TakenFinding } from '../../../../src/usecases/messages/remediation-forms.ts';
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
function optionsOf(given: RemediationForm, block: string, shown: FormShown = { more: true }): unknown[] {
  const found = remediationFormModal(given, shown).blocks.find((one) => 'block_id' in one && one.block_id === block);
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
  attach: [...hostileNames, 'x'.repeat(255)].map((name) => ({ name, notChecked: name })),
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
      attach: Array.from({ length: 500 }, (_, index) => ({ name: `configuration-${index}` })),
    }),
  ],
  ['one key', form({ keys: [{ arn: arn(1), aliases: ['data'] }] })],
  [
    '100 of 2,000 keys with the longest names, none of them checked',
    form({
      keys: Array.from({ length: 100 }, (_, at) => ({
        arn: arn(at),
        aliases: ['x'.repeat(255)],
        notChecked: 'AccessDenied',
      })),
      keysTotal: 2_000,
      configuredUnusable: 'key-asymmetric',
      choices: 'create-or-attach',
      attach: Array.from({ length: 100 }, (_, at) => ({ name: 'y'.repeat(70) + at, notChecked: 'AccessDenied' })),
      attachLeft: 400,
      attachError: 'ThrottlingException',
    }),
  ],
  [
    '5,000 dependents',
    form({ choosable: dependents(Array.from({ length: 5_000 }, (_, at) => `job-${at}`)), canary: true }),
  ],
  ['hostile names', hostile],
];

const taken: TakenFinding = {
  kind: 'taken-finding',
  finding: { kind: 'configuration', name: hostileNames.join(' ') },
  account: '111122223333',
  region: 'ap-southeast-2',
  request: { requestId: 'r1', isOpen: true, channel: 'CAPPROVALS', link: 'https://example.slack.com/archives/C1/p1' },
  askedBy: 'UNINA',
  createdAt: 1_772_438_400_000,
  reason: hostileNames.join(' ').padEnd(500, 'because '),
  findings: 3,
};
const shows: [string, FormShown][] = [
  ['short', {}],
  ['with more options', { more: true }],
  [
    'with a problem',
    { problem: { kind: 'problem', what: 'w'.repeat(3_000), next: hostileNames.join(' '), suggestions: [] } },
  ],
];

/** The ids of the fields, and of the button, from top to bottom. */
function fieldsOf(given: RemediationForm, shown?: FormShown): unknown[] {
  return remediationFormModal(given, shown).blocks.flatMap(({ block_id: id }) => id ?? []);
}

/** Everything that a person reads in it, in one line. */
function wordsOf(given: RemediationForm, shown?: FormShown): string {
  const words: string[] = [];
  JSON.stringify(remediationFormModal(given, shown), (name, value) => {
    if (name === 'text' && typeof value === 'string') words.push(value);
    return value;
  });
  return words.join(' ');
}

/** What a person reads in it, a line for each block. */
function linesOf(given: RemediationForm, shown?: FormShown): string {
  const { blocks } = remediationFormModal(given, shown);
  return blocks
    .map((block) =>
      JSON.stringify(block)
        .match(/(?<="text":")(?:[^"\\\\]|\\\\.)*/g)
        ?.join(' | '),
    )
    .join('\n');
}

describe('the form', () => {
  it('is short: why, the choice that must be made, and one line and a button for the rest', () => {
    const create = form({ configuredKey: arn(2), canary: true, dependents: { jobs: 12, triggers: 1, crawlers: 4 } });
    expect(fieldsOf(create)).toEqual(['reason', 'key', 'more']);
    expect(wordsOf(create)).toContain(
      'Without more options: job bookmarks only, all of 12 jobs and 1 trigger, a canary job first. Crawlers and visual jobs are not switched.',
    );
    expect(wordsOf({ ...create, mode: 'full' })).toContain('job bookmarks, S3 and CloudWatch logs, all of');
    const job = form({
      choices: 'create-or-attach',
      attach: [{ name: 'good' }],
      dependents: { jobs: 1, triggers: 0, crawlers: 0 },
    });
    expect(fieldsOf(job)).toEqual(['reason', 'key', 'attach', 'more']);
    expect(wordsOf(job)).toContain('job bookmarks only, 1 job.');
  });

  it('reads from top to bottom', () => {
    const given = form({ configuredKey: arn(2), canary: true, choosable: dependents(['a', 'b']) });
    const problem = {
      kind: 'problem',
      what: 'There is no such database.',
      next: 'Check the name.',
      suggestions: [],
    } as const;
    expect(linesOf(given)).toMatchInlineSnapshot(`
      "std |  (security configuration) in data-production (111122223333), ap-southeast-2 | , used by 3 jobs and 1 trigger | . A copy that encrypts job bookmarks is made, and what uses the old one is switched to it. |  Nothing changes before it is approved.
      Why? Those who decide read this.
      KMS key | Choose a key | Configured: key/00000002-11aa | data, etl (00000001…) | Configured: key/00000002-11aa
      Without more options: job bookmarks only, all of 3 jobs and 1 trigger, a canary job first. Crawlers and visual jobs are not switched.
      More options"
    `);
    expect(linesOf(given, { more: true, problem, at: 'databases' })).toMatchInlineSnapshot(`
      "Nothing was asked yet. |  What to change stands below, above its field.
      std |  (security configuration) in data-production (111122223333), ap-southeast-2 | , used by 3 jobs and 1 trigger | . A copy that encrypts job bookmarks is made, and what uses the old one is switched to it. |  Nothing changes before it is approved.
      Why? Those who decide read this.
      KMS key | Choose a key | Configured: key/00000002-11aa | data, etl (00000001…) | Configured: key/00000002-11aa
      Or the ARN of a key or alias | A symmetric key of the same region. It wins over the key chosen above.
      What the new configuration encrypts | Job bookmarks only: every other setting stays | Full: encrypt S3 and CloudWatch logs as well | Job bookmarks only: every other setting stays
      Switch only these (none chosen: all) | What is chosen here is switched, whatever is ticked below. | All of them | job a | job b
      Switch these too | Crawlers (they write no bookmarks) | Visual jobs
      There is no such database.
      Check the name.
      Column statistics of databases (names, separated by commas) | Each of their tables is checked. What uses this configuration is switched too.
      In which order | Canary job first, the others after its next run succeeds | All at once | Canary job first, the others after its next run succeeds"
    `);
  });

  it('shows the rest below what it showed, in the same order', () => {
    const given = form({ choosable: dependents(['a', 'b']), canary: true });
    const rest = ['key-by-hand', 'mode', 'only', 'also', 'databases', 'canary'];
    expect(fieldsOf(given, { more: true })).toEqual(['reason', 'key', ...rest]);
  });

  it('chooses the configured key, else the only one, else none', () => {
    const initial = (given: Partial<RemediationForm>) => {
      const { blocks } = remediationFormModal(form(given));
      return /"initial_option":{.*?"value":"([^"]*)"}/.exec(JSON.stringify(blocks))?.[1];
    };
    const [first, second] = form().keys;
    expect(initial({ configuredKey: arn(9) })).toBe('configured');
    expect(initial({ keys: [first ?? { arn: '', aliases: [] }] })).toBe('key/00000001-11aa');
    expect(initial({ keys: [first, second].flatMap((key) => key ?? []) })).toBeUndefined();
  });

  it('asks for the ARN at once where there is no key to choose, and says why', () => {
    const given = form({ keys: [], keysError: 'AccessDeniedException' });
    expect(fieldsOf(given)).toEqual(['reason', 'key-by-hand', 'more']);
    expect(wordsOf(given)).toContain(
      'The keys could not be listed: AWS denied kms:ListAliases (AccessDeniedException).',
    );
    expect(fieldsOf(given, { more: true }).filter((id) => id === 'key-by-hand')).toHaveLength(1);
  });

  it('marks what could not be checked, whatever the length of its name, and says why, and what is not listed', () => {
    const notChecked = 'AccessDeniedException';
    const keys = Array.from({ length: 100 }, (_, at) => ({ arn: arn(at), aliases: ['x'.repeat(255)], notChecked }));
    const words = wordsOf(form({ keys, keysTotal: 2_000 }));
    expect(words.match(/…\), not checked/g)).toHaveLength(100);
    expect(words).toContain('100 of 2,000 keys are listed. Of another one give the ARN.');
    expect(words).toContain('Not checked: AWS denied kms:DescribeKey (AccessDeniedException).');
    const choices = { choices: 'create-or-attach', attachLeft: 4, attachError: 'ThrottlingException' } as const;
    const attach = [{ name: 'good', notChecked }, { name: 'y'.repeat(255) }];
    const attached = wordsOf(form({ ...choices, attach }));
    expect(attached).toContain('good, not checked');
    expect(attached).toContain('5 more not listed: --attach of npm run -s remediate takes any of them.');
    expect(attached).toContain('The list is not complete: ');
  });

  it('must have a key, unless something else in the form can take its place', () => {
    const optional = (given: RemediationForm, more: boolean) =>
      remediationFormModal(given, { more }).blocks.flatMap((block) =>
        'optional' in block && (block.block_id === 'key' || block.block_id === 'key-by-hand') ? [block.optional] : [],
      );
    const job = form({ choices: 'create-or-attach', attach: [{ name: 'good' }] });
    expect([optional(form(), false), optional(form(), true), optional(job, false)]).toEqual([
      [false],
      [true, true],
      [true],
    ]);
    expect([form({ keys: [] }), { ...job, keys: [] }].map((each) => optional(each, true))).toEqual([[false], [true]]);
  });

  it('says why the configured key is not offered', () => {
    const words = wordsOf(form({ configuredUnusable: 'key-pending-deletion' }));
    expect(words).toContain('The configured key is not offered: it is about to be deleted.');
    expect(wordsOf(form({ configuredUnusable: 'aws-managed' }))).toContain('AWS manages it');
  });

  it('says what stands against it right above the field, or first of all', () => {
    const problem = { kind: 'problem', what: 'That key is gone.', next: 'Choose another.', suggestions: [] } as const;
    const fieldBelow = (shown: FormShown) => {
      const { blocks } = remediationFormModal(form(), shown);
      const place = blocks.findIndex((block) => JSON.stringify(block).includes('That key is gone.'));
      return blocks.slice(place).find(({ block_id: id }) => id !== undefined)?.block_id;
    };
    expect(fieldBelow({ problem, at: 'key' })).toBe('key');
    expect(fieldBelow({ problem, at: 'databases', more: true })).toBe('databases');
    const [first] = remediationFormModal(form(), { problem, at: 'databases', more: true }).blocks;
    expect(JSON.stringify(first)).toContain('What to change stands below, above its field.');
    expect(fieldBelow({ problem })).toBe('reason');
    expect(fieldBelow({ problem, at: 'databases' })).toBe('reason');
  });

  it('shown again it offers what it offered, whatever is read by then', () => {
    const kept = { key: { options: [{ text: { type: 'plain_text', text: 'old' }, value: 'key/old' }] } } as const;
    expect(optionsOf(form(), 'key', { kept })).toEqual(['key/old']);
    expect(fieldsOf(form(), { kept: { byHandHint: 'Because.' } })).toEqual(['reason', 'key-by-hand', 'more']);
    expect(wordsOf(form(), { kept: { byHandHint: 'Because.' } })).toContain('Because.');
  });

  it.each(forms.flatMap(([name, given]) => shows.map(([how, shown]) => [name, how, given, shown] as const)))(
    'is within the limits of Slack for %s, %s, and lets no data act or hide',
    (_, _how, given, shown) => {
      const view = remediationFormModal(given, shown);
      expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
      for (const text of mrkdwnTexts(view)) expect([...strayTokens(text), ...strayAmpersands(text)]).toEqual([]);
      JSON.stringify(view, (name, value) => {
        if (name === 'text' && typeof value === 'string') expect(hiddenSigns(value)).toEqual([]);
        return value;
      });
    },
  );

  it('offers the configured key first, once, and then the others by what is opaque of them', () => {
    expect(optionsOf(form({ configuredKey: arn(2) }), 'key')).toEqual(['configured', 'key/00000001-11aa']);
    expect(optionsOf(form(), 'key')).toEqual(['key/00000001-11aa', 'key/00000002-11aa']);
  });

  it('offers what can be attached only where that is a way', () => {
    expect(optionsOf(form({ attach: [{ name: 'good' }] }), 'attach')).toEqual([]);
    expect(optionsOf(form({ attach: [{ name: 'good' }], choices: 'create-or-attach' }), 'attach')).toEqual(['good']);
  });

  it('asks for databases where the finding is a configuration', () => {
    const asks = (given: RemediationForm) =>
      JSON.stringify(remediationFormModal(given, { more: true })).includes('Column statistics of');
    expect([form(), form({ choices: 'create-or-attach' })].map(asks)).toEqual([true, false]);
  });

  it('offers single dependents where there are several, says how many do not fit, and asks for the order', () => {
    expect(optionsOf(form({ choosable: dependents(['only']) }), 'only')).toEqual([]);
    expect(optionsOf(form({ choosable: dependents(['a', 'b']) }), 'only')).toEqual(['d0', 'd1']);
    const many = form({ choosable: dependents(Array.from({ length: 120 }, (_, at) => `job-${at}`)) });
    expect(optionsOf(many, 'only')).toHaveLength(100);
    expect(JSON.stringify(remediationFormModal(many, { more: true }))).toContain('20 more not listed: --only');
    expect(optionsOf(form(), 'canary')).toEqual([]);
    expect(optionsOf(form({ canary: true }), 'canary')).toEqual(['one-first', 'all-at-once']);
  });

  it('is the request instead, where one holds the finding: its state, its address, who asked and why', () => {
    const words = JSON.stringify(
      takenModal({ ...taken, finding: { kind: 'configuration', name: 'std' }, reason: 'the audit' }),
    );
    for (const part of [
      'has a request already',
      'waits for a decision',
      'archives/C1/p1',
      'UNINA',
      'together with 2 other findings',
      'the audit',
    ])
      expect(words).toContain(part);
    expect(takenModal(taken)).not.toHaveProperty('submit');
    expect(JSON.stringify(takenModal({ ...taken, request: { ...taken.request, isOpen: false } }))).toContain(
      'being carried out',
    );
  });

  it.each([
    ['reject', rejectModal()],
    ['notice', noticeModal(['Wait.'])],
    ['what a request holds', takenModal(taken)],
    [
      'problem',
      formProblemModal({ kind: 'problem', what: 'What.', next: 'Next.', suggestions: ['x'] }, 'because '.repeat(62)),
    ],
  ])('%s is within the limits of Slack', (_, view) => {
    expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
  });
});
