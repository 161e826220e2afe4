import { describe, expect, it } from 'vitest';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';
import { actionIds } from '../../../src/slack/views/common/action-ids.ts';
import type { ProblemMessage } from '../../../src/usecases/messages/command-messages.ts';
import type { AskRefused, RemediationForm } from '../../../src/usecases/messages/remediation-forms.ts';
import type { RemediationActions } from '../../../src/usecases/ports/remediation-surface.ts';
import { composeRetireForm } from '../../../src/usecases/remediation/request/retire-form.ts';
import { requestSamples } from '../../views/samples/requests.ts';
import { bulkForm } from '../bulk-samples.ts';
import { remediationSurface, trouble } from '../remediation-kit.ts';

const begin = remediationSurface();
const actor = { user: 'UNINA', channel: 'CDATAPLATFORM' };
const key = { arn: 'arn:aws:kms:eu-west-1:111122223333:key/2222bbbb-11aa', aliases: ['data', 'etl'] };
const form: RemediationForm = {
  kind: 'form',
  findingId: 'finding-1',
  finding: { kind: 'configuration', name: 'std' },
  account: '111122223333',
  region: 'eu-west-1',
  choices: 'create',
  configuredKey: key.arn.replace('2222bbbb', '1111aaaa'),
  keys: [key],
  attach: [],
  mode: 'bookmarks-only',
  choosable: ['etl-orders', 'etl-returns'].map((name, at) => ({ id: `dependent-${at + 1}`, type: 'job', name })),
  canary: true,
  dependents: { jobs: 3, triggers: 0, crawlers: 1 },
};
/** As from the records alone: nothing of AWS. */
const fromRecords: RemediationForm = { ...form, keys: [] };
const forms: RemediationActions['form'] = async (_, __, { from } = {}) => (from === 'records' ? fromRecords : form);
const retire = composeRetireForm({
  id: 'finding-1',
  rule: 'Glue-005',
  account: '111122223333',
  region: 'eu-west-1',
  kind: 'configuration',
  name: 'std',
  reason: 'disabled',
  exposure: 'unused',
  references: [],
  firstSeenAt: 1,
  lastSeenAt: 1,
});
const refused = (problem: Partial<ProblemMessage>, at?: AskRefused['at']): AskRefused => ({
  kind: 'ask-refused',
  problem: { ...trouble, ...problem },
  ...(at && { at }),
});

async function opened(given: Partial<RemediationActions> = {}) {
  const all = await begin(requestSamples['remediation-offer'], { form: forms, ...given });
  const nina = all.slack.as('UNINA');
  await nina.click(all.message, { actionId: actionIds.remediate });
  await all.modalShows('UNINA', 'data, etl');
  return { ...all, nina };
}

/** The ids of the fields that are shown. */
function fieldsOf(slack: SlackSandbox): unknown[] {
  return (
    slack
      .views('UNINA')
      .at(-1)
      ?.blocks.flatMap(({ type, block_id: id }) => (type === 'input' ? [id] : [])) ?? []
  );
}

/** What a field holds, and what it begins with. */
function fieldOf(slack: SlackSandbox, id: string): { held: unknown; initial: unknown } {
  const view = slack.views('UNINA').at(-1);
  const text = JSON.stringify(view?.blocks.find(({ block_id: each }) => each === id));
  const initial = /"initial_(?:value|option|options)":(.*)/.exec(text)?.[1] ?? '';
  return { held: JSON.stringify(view?.state.values[id]?.[id]), initial };
}

const rest = ['key-by-hand', 'mode', 'only', 'also', 'databases', 'canary'];

describe('More options', () => {
  it('shows the rest without asking AWS again, and keeps what was typed and chosen, also where Slack would not', async () => {
    const { slack, nina, calls } = await opened();
    expect(fieldsOf(slack)).toEqual(['reason', 'key']);
    await nina.select('view', { blockId: 'reason' }, 'Half of a rea');
    await nina.select('view', { blockId: 'key' }, 'key/2222bbbb-11aa');
    await nina.click('view', { text: 'More options' });
    await slack.waitFor(() => fieldsOf(slack).length > 2);
    expect(fieldsOf(slack)).toEqual(['reason', 'key', ...rest]);
    expect(fieldOf(slack, 'reason')).toMatchObject({
      held: expect.stringContaining('Half of a rea'),
      initial: expect.stringContaining('Half of a rea'),
    });
    expect(fieldOf(slack, 'key')).toMatchObject({
      held: expect.stringContaining('2222bbbb'),
      initial: expect.stringMatching(/^{[^}]*data, etl.*2222bbbb/),
    });
    expect(calls).toEqual([
      ['form', actor, 'finding-1', { retire: false }],
      ['form', actor, 'finding-1', { retire: false, from: 'records' }],
    ]);
    const sent = await nina.submit(undefined, { only: ['dependent-2'], also: ['crawlers'], canary: 'all-at-once' });
    expect(sent).toMatchObject({ acked: true });
    await slack.waitFor(() => calls.length === 3);
    expect(calls.at(-1)?.[2]).toMatchObject({
      reason: 'Half of a rea',
      choice: {
        mode: 'bookmarks-only',
        key: 'key/2222bbbb-11aa',
        only: ['dependent-2'],
        crawlers: true,
        visualJobs: false,
        canary: false,
      },
    });
    expect(slack.problems).toEqual([]);
  });

  it('leaves empty what was emptied: the configured key is not chosen again', async () => {
    const { slack, nina } = await opened();
    expect((await nina.submit(undefined, { reason: ' ', key: null })).errors).toEqual({
      key: 'Please complete this required field.',
    });
    await nina.click('view', { text: 'More options' });
    await slack.waitFor(() => fieldsOf(slack).length > 2);
    expect(fieldOf(slack, 'key')).toEqual({ held: expect.stringContaining('null'), initial: '' });
    expect((await nina.submit(undefined, { reason: 'why' })).errors).toEqual({
      key: 'Choose a key, or give its ARN below.',
    });
  });

  it('changes nothing that was sent meanwhile: the outcome of the submission is what is shown', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { slack, nina, modalShows } = await opened({
      form: async (who, id, options = {}) => {
        if (options.from === 'records') await held;
        return forms(who, id, options);
      },
    });
    await nina.click('view', { text: 'More options' });
    await nina.submit(undefined, { reason: 'why' });
    await modalShows('UNINA', 'The approvers are asked');
    letGo();
    await slack.waitFor(() => slack.calls.some(({ error }) => error === 'hash_conflict'));
    expect(JSON.stringify(slack.views('UNINA').at(-1)?.blocks)).toContain('The approvers are asked');
    expect(slack.problems).toEqual([]);
  });

  it('says above the form what went wrong, and leaves the form as it is', async () => {
    const { slack, nina, modalShows } = await opened({
      form: async (_, __, { from } = {}) => (from === 'records' ? trouble : form),
    });
    await nina.select('view', { blockId: 'reason' }, 'Typed.');
    await nina.click('view', { text: 'More options' });
    await modalShows('UNINA', 'It cannot be.');
    await nina.closeView();
    expect(fieldOf(slack, 'reason').held).toContain('Typed.');
  });

  it('does not make a deletion of the form where nothing uses the finding any more: that is said above it', async () => {
    const { slack, nina, modalShows } = await opened({
      form: async (_, __, { from } = {}) => (from === 'records' ? retire : form),
    });
    await nina.select('view', { blockId: 'reason' }, 'Typed.');
    await nina.click('view', { text: 'More options' });
    await modalShows('UNINA', 'Nothing uses std any more');
    await nina.closeView();
    expect(fieldOf(slack, 'reason').held).toContain('Typed.');
    expect(JSON.stringify(slack.views('UNINA').at(-1)?.submit)).toContain('Ask for approval');
  });

  it('shows the rest of the form for several findings, with the findings that it offered', async () => {
    const all = await begin(requestSamples['several-offer'], {
      bulkForm: async (_, queryId, from) => bulkForm({ queryId, ...(from === 'records' && { findings: [] }) }),
    });
    const { slack, calls } = all;
    const nina = slack.as('UNINA');
    await nina.click(all.message, { text: 'Remediate' });
    await all.modalShows('UNINA', 'Which findings');
    await nina.select('view', { blockId: 'findings' }, ['f0', 'f2']);
    await nina.click('view', { text: 'More options' });
    await all.modalShows('UNINA', 'In which order');
    await nina.submit(undefined, { reason: 'all of them', mode: 'full' });
    await slack.waitFor(() => calls.length === 3);
    expect(calls.at(-1)).toMatchObject([
      'askBulk',
      actor,
      { findingIds: ['f0', 'f2'], choice: { mode: 'full', key: 'configured' }, reason: 'all of them' },
    ]);
    expect(slack.problems).toEqual([]);
  });
});

describe('a form that does not ask for the mode', () => {
  it('means the one that it told, whatever is configured by then', async () => {
    const { slack, nina, calls } = await opened({ form: async () => ({ ...form, mode: 'full' }) });
    await nina.submit(undefined, { reason: 'why' });
    await slack.waitFor(() => calls.length === 2);
    expect(calls.at(-1)?.[2]).toMatchObject({ choice: { mode: 'full', canary: true } });
  });

  it('shows that one with more options', async () => {
    const { slack, nina } = await opened({
      form: async (_, __, { from } = {}) => (from === 'records' ? fromRecords : { ...form, mode: 'full' }),
    });
    await nina.click('view', { text: 'More options' });
    await slack.waitFor(() => fieldsOf(slack).length > 2);
    expect(fieldOf(slack, 'mode').held).toContain('"value":"full"');
  });
});

describe('what was refused after all', () => {
  it('stands at its field in the same form, with everything as it was sent', async () => {
    const answers = [refused({ what: 'That key is about to be deleted.' }, 'key'), requestSamples['plan-opened']];
    const { slack, nina, calls, modalShows } = await opened({ ask: async () => answers.shift() ?? trouble });
    await nina.submit(undefined, { reason: 'A long reason.', key: 'key/2222bbbb-11aa' });
    await modalShows('UNINA', 'That key is about to be deleted.');
    expect(fieldsOf(slack)).toEqual(['reason', 'key']);
    const blocks = slack.views('UNINA').at(-1)?.blocks ?? [];
    const place = blocks.findIndex((block) => JSON.stringify(block).includes('about to be deleted'));
    expect(blocks.slice(place).find(({ type }) => type === 'input')?.block_id).toBe('key');
    expect(fieldOf(slack, 'reason').initial).toContain('A long reason.');
    expect(await nina.submit(undefined, { key: 'configured' })).toMatchObject({ acked: true });
    await modalShows('UNINA', 'The approvers are asked');
    expect(calls.at(-1)?.[2]).toMatchObject({ reason: 'A long reason.', choice: { key: 'configured' } });
    expect(slack.problems).toEqual([]);
  });

  it('opens the options where its field is among them', async () => {
    const { slack, nina, modalShows } = await opened({
      ask: async () => refused({ what: 'Every visual job is left out.' }, 'also'),
    });
    await nina.submit(undefined, { reason: 'why' });
    await modalShows('UNINA', 'Every visual job is left out.');
    expect(fieldsOf(slack)).toEqual(['reason', 'key', ...rest]);
  });

  it('keeps what was chosen among the options', async () => {
    const { slack, nina, modalShows } = await opened({ ask: async () => refused({ what: 'AWS throttled it.' }) });
    await nina.click('view', { text: 'More options' });
    await modalShows('UNINA', 'In which order');
    const values = {
      reason: 'why',
      only: ['dependent-2'],
      also: ['visual-jobs'],
      databases: 'sales, hr',
      mode: 'full',
    };
    await nina.submit(undefined, values);
    await modalShows('UNINA', 'AWS throttled it.');
    for (const [id, value] of Object.entries(values))
      expect(fieldOf(slack, id).initial).toContain(Array.isArray(value) ? value[0] : value);
    expect(slack.problems).toEqual([]);
  });

  it('keeps what was chosen to be switched where that is gone, so that it is never everything instead', async () => {
    let gone = false;
    const choosable = () => form.choosable.slice(0, gone ? 1 : 2);
    const answers = [
      refused({ what: 'AWS throttled it.' }),
      refused({ what: 'Something that was chosen is gone.' }, 'only'),
      requestSamples['plan-opened'],
    ];
    const { slack, nina, calls, modalShows } = await opened({
      form: async () => ({ ...form, choosable: choosable() }),
      ask: async () => answers.shift() ?? trouble,
    });
    await nina.click('view', { text: 'More options' });
    await modalShows('UNINA', 'In which order');
    gone = true;
    await nina.submit(undefined, { reason: 'why', only: ['dependent-2'] });
    await modalShows('UNINA', 'AWS throttled it.');
    expect(fieldOf(slack, 'only').initial).toContain('dependent-2');
    await nina.submit(undefined, {});
    await modalShows('UNINA', 'Something that was chosen is gone.');
    expect(calls.at(-2)?.[2]).toMatchObject({ choice: { only: ['dependent-2'] } });
    const blocks = slack.views('UNINA').at(-1)?.blocks ?? [];
    const place = blocks.findIndex((block) => JSON.stringify(block).includes('that was chosen is gone'));
    const next = blocks.slice(place).find(({ type }) => type === 'input');
    expect(next?.block_id).toBe('only');
    expect(JSON.stringify(next)).toContain('etl-orders');
    expect(JSON.stringify(next)).not.toContain('etl-returns');
    expect(slack.problems).toEqual([]);
  });

  it('does not become a deletion where nothing uses the finding any more: that is said, with the reason', async () => {
    const { slack, nina, modalShows } = await opened({
      form: async (_, __, { from } = {}) => (from === 'records' ? retire : form),
      ask: async () => refused({ what: 'AWS throttled it.' }),
    });
    await nina.submit(undefined, { reason: 'My long reason.' });
    await modalShows('UNINA', 'Nothing uses std any more');
    await modalShows('UNINA', 'My long reason.');
    expect(slack.views('UNINA').at(-1)?.submit).toBeNull();
  });

  it('is only said where there is no form any more, with the reason that was typed', async () => {
    const { slack, nina, modalShows } = await opened({
      form: async (_, __, { from } = {}) =>
        from === 'records' ? { ...trouble, what: 'It is not open any more.' } : form,
      ask: async () => refused({ what: 'AWS throttled it.' }),
    });
    await nina.submit(undefined, { reason: 'My long reason.' });
    await modalShows('UNINA', 'It is not open any more.');
    await modalShows('UNINA', 'My long reason.');
    expect(fieldsOf(slack)).toEqual([]);
  });

  it('is said in the form of a retire too', async () => {
    const first = await begin(requestSamples['remediation-offer-retire'], {
      form: async () => retire,
      ask: async () => refused({ what: 'AWS throttled it.' }),
    });
    await first.slack.as('UNINA').click(first.message, { text: 'Retire' });
    await first.modalShows('UNINA', 'column statistics');
    await first.slack.as('UNINA').submit(undefined, { reason: 'Unused.' });
    await first.modalShows('UNINA', 'AWS throttled it.');
    expect(fieldOf(first.slack, 'reason').initial).toContain('Unused.');
    expect(first.slack.problems).toEqual([]);
  });

  it('keeps the findings that were chosen', async () => {
    const all = await begin(requestSamples['several-offer'], {
      askBulk: async () => refused({ what: 'AWS throttled it.' }),
    });
    const nina = all.slack.as('UNINA');
    await nina.click(all.message, { text: 'Remediate' });
    await all.modalShows('UNINA', 'Which findings');
    await nina.submit(undefined, { findings: ['f0', 'f2'], reason: 'all of them' });
    await all.modalShows('UNINA', 'AWS throttled it.');
    expect(fieldOf(all.slack, 'findings').initial).toMatch(/f0.*f2/);
    expect(all.slack.problems).toEqual([]);
  });
});
