import type { ViewSubmitAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { bulkStateText } from '../../../src/slack/forms/bulk-state.ts';
import { formStateText } from '../../../src/slack/forms/form-state.ts';
import { readSubmission } from '../../../src/slack/interactions/form-submission.ts';

type Body = Parameters<typeof readSubmission>[0];
type Value = ViewSubmitAction['view']['state']['values'][string][string];

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const modalState = { id: 'f1', channel: 'C1' };
const text = (value: string): Value => ({ type: 'plain_text_input', value });
const option = (value: string): Value => ({
  type: 'static_select',
  selected_option: { text: { type: 'plain_text', text: value }, value },
});

function body(values: Record<string, Value>, given: { callback?: string; metadata?: string } = {}): Body {
  const view = {
    id: 'V1',
    callback_id: given.callback ?? 'remediation.ask',
    private_metadata: given.metadata ?? formStateText(modalState),
    state: { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { [name]: value }])) },
  };
  // Only these fields are read; Slack sends more.
  return { user: { id: 'U1', name: 'u' }, view: { ...emptyView, ...view } };
}

const emptyView: Body['view'] = {
  id: '',
  team_id: 'T1',
  app_id: null,
  app_installed_team_id: 'T1',
  bot_id: 'B1',
  title: { type: 'plain_text', text: 'x' },
  type: 'modal',
  blocks: [],
  close: null,
  submit: null,
  state: { values: {} },
  hash: '',
  private_metadata: '',
  callback_id: '',
  root_view_id: null,
  previous_view_id: null,
  clear_on_close: false,
  notify_on_close: false,
  external_id: '',
};

const reason = text('why');

describe('readSubmission', () => {
  it('reads a retire, which has only a reason', () => {
    const callback = 'remediation.retire';
    expect(readSubmission(body({ reason }, { callback }))).toMatchObject({
      kind: 'remediate',
      modalState,
      reason: 'why',
      choice: { retire: true, crawlers: false, visualJobs: false },
    });
    expect(readSubmission(body({ reason: text(' ') }, { callback }))).toEqual({
      kind: 'errors',
      errors: { reason: 'Say why, in a sentence.' },
    });
  });

  it('prefers the key by hand, and reads mode and more', () => {
    const full = option('full');
    expect(
      readSubmission(body({ reason, key: option('configured'), 'key-by-hand': text(` ${arn} `), mode: full })),
    ).toEqual({
      kind: 'remediate',
      user: 'U1',
      viewId: 'V1',
      modalState,
      reason: 'why',
      choice: { mode: 'full', key: arn, crawlers: false, visualJobs: false, canary: true },
      shown: expect.anything(),
    });
  });

  it('takes what a short form does not ask for as it told it, and as its default', () => {
    const read = (metadata: string) => readSubmission(body({ reason, key: option('configured') }, { metadata }));
    const defaults = { key: 'configured', crawlers: false, visualJobs: false, canary: true };
    expect(read(formStateText(modalState))).toMatchObject({ choice: { mode: 'bookmarks-only', ...defaults } });
    expect(read(formStateText({ ...modalState, mode: 'full' }))).toMatchObject({
      choice: { mode: 'full', ...defaults },
    });
    const asked = body(
      { reason, key: option('configured'), mode: option('bookmarks-only') },
      {
        metadata: formStateText({ ...modalState, mode: 'full' }),
      },
    );
    expect(readSubmission(asked)).toMatchObject({ choice: { mode: 'bookmarks-only' } });
  });

  it('names in an error only fields that the form has', () => {
    const empty: Value = { type: 'static_select', selected_option: null };
    const none: Value = { type: 'plain_text_input', value: null };
    const errorsOf = (values: Record<string, Value>) => {
      const read = readSubmission(body({ reason, ...values }));
      return read?.kind === 'errors' ? read.errors : undefined;
    };
    expect(errorsOf({ key: empty })).toEqual({ key: 'Choose a key, or give its ARN under More options.' });
    expect(errorsOf({ key: empty, 'key-by-hand': none })).toEqual({ key: 'Choose a key, or give its ARN below.' });
    expect(errorsOf({ 'key-by-hand': none })).toEqual({ 'key-by-hand': 'Give the ARN of a key or alias.' });
  });

  it('reads single dependents and the order', () => {
    const only: Value = {
      type: 'multi_static_select',
      selected_options: ['d1', 'd2'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    };
    const read = (canary: string) =>
      readSubmission(body({ reason, key: option('configured'), only, canary: option(canary) }));
    expect(read('all-at-once')).toMatchObject({ choice: { only: ['d1', 'd2'], canary: false } });
    expect(read('one-first')).toMatchObject({ choice: { canary: true } });
  });

  it('reads the names of databases, and says in the form when one is too long', () => {
    const read = (names: string) => readSubmission(body({ reason, key: option('configured'), databases: text(names) }));
    expect(read('sales, hr,sales')).toMatchObject({ choice: { databases: ['sales', 'hr'] } });
    expect(read(' ')).not.toHaveProperty('choice.databases');
    const long = read('x'.repeat(256));
    expect(long?.kind === 'errors' && Object.keys(long.errors)).toEqual(['databases']);
  });

  it('reads several findings, with a key and what to attach: each is for its own kind', () => {
    const findings: Value = {
      type: 'multi_static_select',
      selected_options: ['f1', 'f2'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    };
    const given = { callback: 'remediation.several.ask' };
    const read = readSubmission(
      body({ reason, findings, key: option('configured'), attach: option('good'), canary: option('one-first') }, given),
    );
    expect(read).toMatchObject({
      kind: 'several',
      reason: 'why',
      findingIds: ['f1', 'f2'],
      choice: { key: 'configured', attach: 'good', canary: true },
    });
    const nothing = readSubmission(body({ reason, findings }, given));
    expect(nothing?.kind === 'errors' && Object.keys(nothing.errors)).toEqual(['key-by-hand']);
  });

  it('reads the others, with the choice that was made before, and fits Slack for as many as one request holds', () => {
    const findingIds = Array.from({ length: 40 }, (_, index) => `finding-of-22-chars-${index + 10}`);
    const choice = {
      mode: 'full',
      key: 'k'.repeat(400),
      attach: 'a'.repeat(75),
      crawlers: true,
      visualJobs: false,
      canary: false,
    } as const;
    const metadata = bulkStateText({ ...modalState, findingIds, choice });
    expect(metadata.length).toBeLessThanOrEqual(3_000);
    const given = { callback: 'remediation.several.rest', metadata };
    expect(readSubmission(body({ reason }, given))).toMatchObject({ kind: 'several', modalState, findingIds, choice });
    expect(readSubmission(body({ reason: text(' ') }, given))).toMatchObject({ kind: 'errors' });
    for (const forged of ['{"id":"q","channel":"C"}', '{"id":"q","channel":"C","findingIds":[],"choice":{}}'])
      expect(readSubmission(body({ reason }, { ...given, metadata: forged }))).toBeUndefined();
  });

  it('a configuration to attach takes the place of the key that was offered', () => {
    const read = readSubmission(body({ reason, key: option('configured'), attach: option('good') }));
    expect(read).toMatchObject({ choice: { attach: 'good' } });
    expect(read).not.toHaveProperty('choice.key');
  });

  it.each<[string, Record<string, Value>, string[]]>([
    ['neither key nor configuration', { reason }, ['key-by-hand']],
    ['a key that is no ARN', { reason, 'key-by-hand': text('alias/data') }, ['key-by-hand']],
    ['a key and a configuration', { reason, 'key-by-hand': text(arn), attach: option('good') }, ['key-by-hand']],
    ['no reason', { reason: text('  '), key: option('configured') }, ['reason']],
  ])('says in the form what to fix: %s', (_, values, blocks) => {
    const read = readSubmission(body(values));
    expect(read?.kind === 'errors' && Object.keys(read.errors)).toEqual(blocks);
  });

  it('a rejection needs a reason, and keeps which message it is about', () => {
    const metadata = formStateText({ ...modalState, ts: '1.1' });
    const given = { callback: 'request.reject', metadata };
    expect(readSubmission(body({ reason }, given))).toMatchObject({
      kind: 'reject',
      modalState: { ts: '1.1' },
      reason: 'why',
    });
    expect(readSubmission(body({}, given))).toMatchObject({ kind: 'errors' });
  });

  it.each(['', '{', '[]', 'null', '{"id":1,"channel":"C"}', '{"id":"","channel":"C"}', '{"id":"x"}'])(
    'leaves a form alone whose place is %j',
    (metadata) => expect(readSubmission(body({ reason, key: option('configured') }, { metadata }))).toBeUndefined(),
  );

  it('leaves other forms alone', () => {
    expect(readSubmission(body({ reason }, { callback: 'findings' }))).toBeUndefined();
  });
});
