import type { ViewSubmitAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { formPlaceText, readSubmission } from '../../src/slack/form-submission.ts';

type Body = Parameters<typeof readSubmission>[0];
type Value = ViewSubmitAction['view']['state']['values'][string][string];

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const place = { id: 'f1', channel: 'C1' };
const text = (value: string): Value => ({ type: 'plain_text_input', value });
const option = (value: string): Value => ({
  type: 'static_select',
  selected_option: { text: { type: 'plain_text', text: value }, value },
});

function body(values: Record<string, Value>, given: { callback?: string; metadata?: string } = {}): Body {
  const view = {
    id: 'V1',
    callback_id: given.callback ?? 'remediation.ask',
    private_metadata: given.metadata ?? formPlaceText(place),
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
      place,
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
      place,
      reason: 'why',
      choice: { mode: 'full', key: arn, crawlers: false, visualJobs: false },
    });
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
  ])('says in the form what to mend: %s', (_, values, blocks) => {
    const read = readSubmission(body(values));
    expect(read?.kind === 'errors' && Object.keys(read.errors)).toEqual(blocks);
  });

  it('a rejection needs a reason, and keeps which message it is about', () => {
    const metadata = formPlaceText({ ...place, ts: '1.1' });
    const given = { callback: 'request.reject', metadata };
    expect(readSubmission(body({ reason }, given))).toMatchObject({
      kind: 'reject',
      place: { ts: '1.1' },
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
