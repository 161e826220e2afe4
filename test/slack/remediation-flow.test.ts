import { describe, expect, it } from 'vitest';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import type { BulkRefused, TakenFinding } from '../../src/usecases/messages/remediation-forms.ts';
import type { ApprovalRequestMessage } from '../../src/usecases/messages/request-messages.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import type { RemediationActions } from '../../src/usecases/ports/remediation-surface.ts';
import { composeRetireForm } from '../../src/usecases/remediation/request/retire-form.ts';
import { decisionSamples } from '../views/samples/decisions.ts';
import { digestSamples } from '../views/samples/digests.ts';
import { requestSamples } from '../views/samples/requests.ts';
import { remediationSurface, trouble } from './remediation-kit.ts';

const begin = remediationSurface();
const open: ApprovalRequestMessage = requestSamples['request-open'];

const taken: TakenFinding = {
  kind: 'taken-finding',
  finding: { kind: 'configuration', name: 'std' },
  account: '111122223333',
  region: 'eu-west-1',
  request: { requestId: 'request-1', isOpen: true, channel: 'CDATAPLATFORM' },
  askedBy: 'UAMIR',
  createdAt: 1_772_438_400_000,
  reason: 'The audit names it.',
  findings: 1,
};

const retirable: FindingRow = {
  id: 'f1',
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
};

describe('Remediate', () => {
  it('opens a form with the keys, and asks with what was chosen and the opaque id', async () => {
    const { slack, message, calls, modalShows } = await begin(requestSamples['remediation-offer']);
    const nina = slack.as('UNINA');
    await nina.click(message, { text: 'Remediate' });
    await modalShows('UNINA', 'data, etl');
    const sent = await nina.submit(undefined, {
      key: 'key/2222bbbb-11aa-11aa-11aa-111111111111',
      reason: ' The audit says so. ',
    });
    expect(sent).toMatchObject({ acked: true });
    await modalShows('UNINA', 'The approvers are asked');
    const actor = { user: 'UNINA', channel: 'CDATAPLATFORM' };
    expect(calls).toEqual([
      ['form', actor, 'finding-1', { retire: false }],
      [
        'ask',
        actor,
        {
          findingId: 'finding-1',
          reason: 'The audit says so.',
          from: { channel: 'CDATAPLATFORM', ts: message.ts },
          choice: {
            mode: 'bookmarks-only',
            key: 'key/2222bbbb-11aa-11aa-11aa-111111111111',
            crawlers: false,
            visualJobs: false,
            canary: true,
          },
        },
      ],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('is Retire where nothing uses it: a form with a reason alone', async () => {
    const form = composeRetireForm({ ...retirable, id: 'finding-1' });
    const { slack, message, calls, modalShows } = await begin(requestSamples['remediation-offer-retire'], {
      form: async () => form,
    });
    const nina = slack.as('UNINA');
    await nina.click(message, { text: 'Retire' });
    await modalShows('UNINA', 'column statistics');
    expect(await nina.submit(undefined, { reason: 'Unused.' })).toMatchObject({ acked: true });
    await modalShows('UNINA', 'The approvers are asked');
    const choice = { mode: 'bookmarks-only', crawlers: false, visualJobs: false, canary: false, retire: true };
    expect(calls.map(([name, , ...rest]) => [name, ...rest])).toEqual([
      ['form', 'finding-1', { retire: true }],
      [
        'ask',
        { findingId: 'finding-1', reason: 'Unused.', choice, from: { channel: 'CDATAPLATFORM', ts: message.ts } },
      ],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('opens the same form for a finding that a digest names', async () => {
    const { slack, message, calls, modalShows } = await begin(digestSamples['digest-remediable']);
    await slack.as('UNINA').click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'data, etl');
    expect(calls).toEqual([['form', { user: 'UNINA', channel: 'CDATAPLATFORM' }, 'fresh-0', { retire: false }]]);
    expect(slack.problems).toEqual([]);
  });

  it('keeps the form open with what to fix: a key that is no ARN, a blank reason', async () => {
    const { slack, message, calls, modalShows } = await begin(requestSamples['remediation-offer']);
    const nina = slack.as('UNINA');
    await nina.click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'data, etl');
    await nina.click('view', { text: 'More options' });
    await modalShows('UNINA', 'In which order');
    const sent = await nina.submit(undefined, { 'key-by-hand': 'my key', reason: '   ' });
    expect(Object.keys(sent.errors ?? {}).toSorted()).toEqual(['key-by-hand', 'reason']);
    expect(calls.map(([name]) => name)).toEqual(['form', 'form']);
    expect(slack.problems).toEqual([]);
  });

  it('shows why there is no plan, in the same window', async () => {
    const { slack, message, modalShows } = await begin(requestSamples['remediation-offer'], {
      ask: async () => trouble,
    });
    const nina = slack.as('UNINA');
    await nina.click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'data, etl');
    await nina.submit(undefined, { reason: 'why' });
    await modalShows('UNINA', 'It cannot be.');
    await modalShows('UNINA', 'Your reason was:');
  });

  it('keeps the reason for whoever cannot send it again', async () => {
    const broken = new Error('a defect of ours');
    const { slack, message, modalShows } = await begin(requestSamples['remediation-offer'], {
      ask: () => Promise.reject(broken),
    });
    const nina = slack.as('UNINA');
    await nina.click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'data, etl');
    await nina.submit(undefined, { reason: 'A long reason that nobody types twice.' });
    await modalShows('UNINA', 'A long reason that nobody types twice.');
  });

  it('is the request, where one holds the finding: with its address, and everything about it', async () => {
    const { slack, message, modalShows, calls } = await begin(requestSamples['remediation-offer'], {
      form: async () => taken,
    });
    const nina = slack.as('UNINA');
    await nina.click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'has a request already');
    expect(slack.views('UNINA').at(-1)?.submit).toBeNull();
    await nina.click('view', { text: 'Details' });
    await modalShows('UNINA', 'etl-');
    expect(calls.at(-1)).toEqual(['details', { user: 'UNINA', channel: 'CDATAPLATFORM' }, 'request-1']);
    expect(slack.problems).toEqual([]);
  });

  it('is the request, where somebody else asked while the form was open', async () => {
    const { slack, message, modalShows } = await begin(requestSamples['remediation-offer'], { ask: async () => taken });
    const nina = slack.as('UNINA');
    await nina.click(message, { actionId: actionIds.remediate });
    await modalShows('UNINA', 'data, etl');
    await nina.submit(undefined, { reason: 'Words typed in vain.' });
    await modalShows('UNINA', 'has a request already');
    await modalShows('UNINA', 'Words typed in vain.');
  });
});

describe('several findings', () => {
  const actor = { user: 'UNINA', channel: 'CDATAPLATFORM' };
  const choice = { mode: 'bookmarks-only', key: 'configured', crawlers: false, visualJobs: false, canary: true };

  async function submitted(given: Partial<RemediationActions> = {}) {
    const all = await begin(requestSamples['several-offer'], given);
    const nina = all.slack.as('UNINA');
    await nina.click(all.message, { text: 'Remediate' });
    await all.modalShows('UNINA', 'Which findings');
    const sent = await nina.submit(undefined, { findings: ['f0', 'f2'], reason: 'all of them' });
    expect(sent).toMatchObject({ acked: true });
    return { ...all, nina };
  }

  it('are chosen in one form and asked for at once', async () => {
    const { calls, slack, modalShows } = await submitted();
    await modalShows('UNINA', 'Plan 1 of 2');
    expect(calls).toEqual([
      ['bulkForm', actor, 'Qx7dP2mVbN4'],
      ['askBulk', actor, { findingIds: ['f0', 'f2'], choice, reason: 'all of them' }],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('where one has no plan nothing is asked: it is said why, and the others can be asked for', async () => {
    const refused: BulkRefused = {
      kind: 'several-refused',
      refused: [{ name: 'clicks', region: 'eu-west-1', why: 'Nothing uses it.' }],
      possible: ['f2'],
    };
    const answers = [refused, requestSamples['plan-opened']];
    const { calls, slack, nina, modalShows } = await submitted({ askBulk: async () => answers.shift() ?? trouble });
    await modalShows('UNINA', 'Nothing was asked yet.');
    await modalShows('UNINA', 'Nothing uses it.');
    expect(await nina.submit(undefined, {})).toMatchObject({ acked: true });
    await modalShows('UNINA', 'The approvers are asked');
    expect(calls.at(-1)).toEqual(['askBulk', actor, { findingIds: ['f2'], choice, reason: 'all of them' }]);
    expect(slack.problems).toEqual([]);
  });

  it('where none has a plan there is nothing to submit', async () => {
    const { slack, modalShows } = await submitted({
      askBulk: async () => ({
        kind: 'several-refused',
        refused: [{ name: 'clicks', region: 'eu-west-1', why: 'Nothing uses it.' }],
        possible: [],
      }),
    });
    await modalShows('UNINA', 'None of the others is left.');
    expect(slack.views('UNINA').at(-1)?.submit).toBeNull();
  });
});

describe('a request', () => {
  it('Approve: decides for who pressed and names the message, which whoever looks after it edits', async () => {
    const { slack, message, calls } = await begin(open);
    await slack.as('UAMIR').click(message, { text: 'Approve' });
    await slack.waitFor(() => calls.length > 0);
    expect(slack.messages('data-platform')).toEqual([message]);
    expect(calls).toEqual([
      [
        'decide',
        { user: 'UAMIR', channel: 'CDATAPLATFORM' },
        { requestId: 'request-1', decision: 'approve', message: { channel: 'CDATAPLATFORM', ts: message.ts } },
      ],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('Take my approval back: for who pressed, and said to them', async () => {
    const takeBack: RemediationActions['takeBack'] = async () => ({
      request: { ...open, required: 2, decisions: [] },
      note: decisionSamples['decision-taken-back'],
    });
    const { slack, message, calls } = await begin(decisionSamples['request-first-of-two'], { takeBack });
    await slack.as('UAMIR').click(message, { text: 'Take my approval back' });
    await slack.waitFor(() =>
      slack.messages('data-platform').some(({ text }) => text.includes('Your approval is taken back')),
    );
    expect(calls).toEqual([
      [
        'takeBack',
        { user: 'UAMIR', channel: 'CDATAPLATFORM' },
        { requestId: 'request-1', message: { channel: 'CDATAPLATFORM', ts: message.ts } },
      ],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('Reject: asks for a reason, then decides and says so', async () => {
    const { slack, message, calls, modalShows } = await begin(open);
    const amir = slack.as('UAMIR');
    await amir.click(message, { text: 'Reject' });
    await modalShows('UAMIR', 'Why is it rejected?');
    expect((await amir.submit(undefined, { reason: ' ' })).errors).toHaveProperty('reason');
    await amir.submit(undefined, { reason: 'Not now.' });
    await modalShows('UAMIR', 'Rejected.');
    expect(calls.at(-1)).toEqual([
      'decide',
      { user: 'UAMIR', channel: 'CDATAPLATFORM' },
      {
        requestId: 'request-1',
        decision: 'reject',
        reason: 'Not now.',
        message: { channel: 'CDATAPLATFORM', ts: message.ts },
      },
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('Details shows the sealed plan', async () => {
    const { slack, message, calls, modalShows } = await begin(open);
    await slack.as('UAMIR').click(message, { text: 'Details' });
    await modalShows('UAMIR', 'Configuration: ');
    expect(calls).toEqual([['details', { user: 'UAMIR', channel: 'CDATAPLATFORM' }, 'request-1']]);
  });

  it('Details of several plans: every one of them is reached, for whoever opened them and where', async () => {
    const plans = [requestSamples['plan-first-of-two'], requestSamples['plan-second-of-two']];
    const { slack, message, calls, modalShows } = await begin(open, {
      details: async (_, __, at = 0) => plans[at] ?? trouble,
    });
    const amir = slack.as('UAMIR');
    await amir.click(message, { text: 'Details' });
    await modalShows('UAMIR', 'Plan 1 of 2');
    await amir.click('view', { text: 'Next plan' });
    await modalShows('UAMIR', 'Plan 2 of 2');
    await amir.select('view', { actionId: actionIds.choosePlan }, '0:0');
    await modalShows('UAMIR', 'Plan 1 of 2');
    const actor = { user: 'UAMIR', channel: 'CDATAPLATFORM' };
    expect(calls).toEqual([
      ['details', actor, 'request-1'],
      ['details', actor, 'request-1', 1],
      ['details', actor, 'request-1', 0],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('a press that changes nothing is answered to the person alone, and the message stays', async () => {
    const { slack, message } = await begin(open);
    await slack.as('UAMIR').click(message, { text: 'Withdraw' });
    const told = await slack.waitFor(() =>
      slack
        .messages('data-platform')
        .find(({ visibleTo, text }) => visibleTo === 'UAMIR' && text.includes('cannot be')),
    );
    expect(told.text).toContain('Do something else.');
    const same = slack.messages('data-platform').find(({ ts }) => ts === message.ts);
    expect(JSON.stringify(same?.blocks)).toContain(actionIds.approve);
  });
});
