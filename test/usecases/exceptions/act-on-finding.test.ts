import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { acting, row } from '../../support/remediation/acting.ts';
import { type RemediationKit, remediationKit } from '../../support/remediation/remediation.ts';

const nina = { user: 'UNINA', channel: 'CTEAM' };
const amir = { user: 'UAMIR', channel: '' };

type Acts = ReturnType<typeof acting>;
const acts = ['show', 'form', 'ask', 'acceptForm', 'accept'] as const satisfies readonly (keyof Acts)[];

async function begin(): Promise<RemediationKit> {
  const kit = await remediationKit();
  await kit.store.findings.insert([row]);
  return kit;
}

/** What somebody reads who pressed: one sentence of what, one of what to do. */
const words = (answer: object): string =>
  'what' in answer && 'next' in answer ? `${String(answer.what)} ${String(answer.next)}` : JSON.stringify(answer);

describe.each(acts)('%s', (act) => {
  test('of what was resolved since', async () => {
    const kit = await begin();
    await kit.store.findings.resolve([row.id], 2);
    expect(words(await acting(kit)[act](nina))).toContain('This finding is not open any more');
  });

  test('of what never was, or was removed', async () => {
    const kit = await remediationKit();
    expect(words(await acting(kit)[act](nina))).toContain('This finding is not open any more');
  });

  test('of an account that left', async () => {
    const kit = await begin();
    const said = words(await acting(kit, { left: true })[act](nina));
    expect(said).toContain('This account is not watched any more');
  });

  test('by somebody without access', async () => {
    const kit = await begin();
    const authorise = async () => {
      throw new GluewardenError('not-allowed');
    };
    expect(words(await acting(kit, { authorise })[act](nina))).toContain('You are not among those who may ask this.');
    expect(await kit.store.exceptions.inState(['asked', 'accepted'])).toEqual([]);
    expect(await kit.store.remediation.openRequests()).toEqual([]);
  });
});

describe('what somebody else accepted meanwhile', () => {
  test('is shown and may be remediated, and says so; it is not accepted again', async () => {
    const kit = await begin();
    const { show, form, ask, acceptForm, accept, until } = acting(kit);
    expect(await accept(nina)).toMatchObject({ kind: 'exception-notice', event: 'accepted', findings: 1 });
    expect(await show(amir)).toMatchObject({ kind: 'configuration' });
    expect(await form(amir)).toMatchObject({ kind: 'form' });
    expect(words(await acceptForm(amir))).toContain(`This finding is accepted until ${until} already.`);
    expect(words(await accept(amir))).toContain('The risk was not accepted. Somebody accepted it first.');
    expect(await kit.store.exceptions.inState(['accepted'])).toHaveLength(1);
    const asked = await ask(amir);
    expect(asked).toMatchObject({ kind: 'plan-details', request: { opened: true, acceptedUntil: until } });
    const note = `The risk of this finding is accepted until ${until}. It can be remediated all the same.`;
    expect(asked).toMatchObject({ plan: { notes: expect.arrayContaining([note]) } });
  });

  test('that waits for consent is not asked for again, from the form or by an older one', async () => {
    const kit = await begin();
    const { acceptForm, accept } = acting(kit, { consent: 'required' });
    expect(await accept(nina)).toMatchObject({ event: 'asked' });
    for (const answer of [await acceptForm(amir), await accept(amir)])
      expect(words(answer)).toContain('Somebody asked for this first, and it waits for a decision.');
    expect(await kit.store.exceptions.inState(['asked'])).toHaveLength(1);
  });
});

describe('what somebody asked to remediate meanwhile', () => {
  test('shows that request, and never a second form; its risk can be accepted', async () => {
    const kit = await begin();
    const { form, ask, accept } = acting(kit);
    const asked = await ask(nina);
    const requestId = 'request' in asked ? (asked.request as { id: string }).id : '';
    const link = 'https://acme.slack.com/archives/CAPPROVALS/p1';
    await kit.store.outbox.linked(`ask-${requestId}`, link);
    const request = { requestId, isOpen: true, channel: 'CAPPROVALS', link };
    for (const answer of [await form(amir), await ask(amir)]) {
      expect(answer).toMatchObject({ kind: 'taken-finding', askedBy: nina.user, request });
    }
    expect(await accept(amir)).toMatchObject({ event: 'accepted', remediation: true });
  });

  test('of a job that a deploy reverted, the request for what it belongs to is the one', async () => {
    const kit = await begin();
    const { ask, remediation } = acting(kit);
    await ask(nina);
    const reverted = { ...row, id: 'f2', kind: 'reverted', name: 'a', reason: 'points-back', detail: 'std' } as const;
    await kit.store.findings.insert([reverted]);
    expect(await remediation.form(amir, 'f2')).toMatchObject({ kind: 'taken-finding', request: { isOpen: true } });
  });
});

test('where nobody could agree, the form says so before it is filled in', async () => {
  const kit = await begin();
  kit.approvals = () => undefined;
  expect(words(await acting(kit, { consent: 'required' }).acceptForm(nina))).toContain('nobody could agree');
  expect(await acting(kit).acceptForm(nina)).toMatchObject({ kind: 'accept-form', needsConsent: false });
});
