import { expect, test } from 'vitest';
import { GluewardenError } from '../../../src/domain/errors.ts';
import { createExceptionActions } from '../../../src/usecases/exceptions/exception-actions.ts';
import { createRiskCommands } from '../../../src/usecases/exceptions/risk-commands.ts';
import { exceptionRow } from '../../store/exceptions/samples.ts';
import { exceptionWorld, identity, place } from './world.ts';

const typed = { reason: 'ends in March', until: '2027-03-31', evenIfWorse: false };

async function world() {
  const made = await exceptionWorld();
  let announced = 0;
  const onAnnounced = () => {
    announced += 1;
  };
  const commands = createRiskCommands({ ...made.dependencies, onAnnounced });
  return { ...made, commands, announced: () => announced };
}

test('a name that means one finding is about that one, and the requester owns it', async () => {
  const { commands, actor, store, announced } = await world();
  const scope = { name: 'orders-etl', accounts: [place.account] };
  expect(await commands.accept(actor, { ...typed, scope })).toMatchObject({ kind: 'exception-notice', event: 'asked' });
  const [row] = await store.exceptions.inState(['asked']);
  expect(row).toMatchObject({ scope: { finding: identity }, owner: 'UASKER', ownerIs: 'person' });
  expect(announced()).toBe(1);
});

test('a pattern stays one, though it means one finding now', async () => {
  const { commands, actor, store } = await world();
  const scope = { name: 'orders-o*', accounts: [place.account] };
  await commands.accept(actor, { ...typed, scope, owner: { owner: 'data team' } });
  expect((await store.exceptions.inState(['asked']))[0]).toMatchObject({ scope, owner: 'data team' });
});

test('what is wrong is said with what to do', async () => {
  const { commands, actor, announced } = await world();
  const said = await commands.accept(actor, { ...typed, scope: { name: 'nothing' }, until: '2020-01-01' });
  expect(said).toMatchObject({
    kind: 'problem',
    what: 'The risk was not accepted.',
    next: expect.stringMatching(/^That day is over in UTC.*No open finding is like that/),
  });
  expect(announced()).toBe(0);
});

test('one that holds is extended under a new row, of the same scope, by how its id begins', async () => {
  const { commands, actor, store } = await world();
  await store.exceptions.add(exceptionRow('one-of-them', { scope: { finding: identity }, owner: 'data team' }));
  await store.exceptions.add(exceptionRow('other', { scope: { name: 'x' } }));
  expect(await commands.extend(actor, { id: 'one-', until: '2027-05-01' })).toMatchObject({ event: 'asked' });
  expect((await store.exceptions.inState(['asked']))[0]).toMatchObject({
    scope: { finding: identity },
    reason: 'ends in March',
    owner: 'data team',
    replaces: 'one-of-them',
  });
  expect(await commands.extend(actor, { id: 'o', until: '2027-05-01' })).toMatchObject({ kind: 'problem' });
  const asked = (await store.exceptions.inState(['asked']))[0]?.id ?? '';
  expect(await commands.extend(actor, { id: asked, until: '2027-05-02' })).toMatchObject({
    next: expect.stringMatching(/^It still waits for a decision/),
  });
  expect(await commands.extend(actor, { id: '', until: '2027-05-01' })).toMatchObject({ kind: 'problem' });
});

test('one of the file is neither extended nor taken back here', async () => {
  const { commands, actor, store, trail } = await world();
  await store.exceptions.add(exceptionRow('file-1', { from: 'file' }));
  const ofFile = { kind: 'problem', what: 'This one stands in gluewarden.yaml.' };
  expect(await commands.extend(actor, { id: 'file-1', until: '2027-05-01' })).toMatchObject(ofFile);
  expect(await commands.revoke({ user: 'UAPPROVER', channel: 'C1' }, 'file-1')).toMatchObject(ofFile);
  expect(await trail('file-1')).toEqual(['exception.extend-refused', 'exception.revoke-refused']);
});

test('taken back by how its id begins; by a stranger it is not, and that is written down', async () => {
  const { commands, actor, store, trail } = await world();
  await store.exceptions.add(exceptionRow('one', { scope: { finding: identity }, askedBy: 'UASKER' }));
  expect(await commands.revoke({ user: 'USTRANGER', channel: 'C1' }, 'on')).toMatchObject({
    kind: 'problem',
    what: expect.stringContaining('Only the requester'),
  });
  expect(await commands.revoke(actor, 'on')).toMatchObject({ event: 'revoked' });
  expect(await trail('one')).toEqual(['exception.revoke-refused', 'exception.revoked']);
  expect(await commands.revoke(actor, 'nothing')).toMatchObject({ kind: 'problem' });
  expect(await trail('nothing')).toEqual(['exception.revoke-refused']);
});

test('the list has the earliest end first, what each covers, and how many of the file ended', async () => {
  const { commands, store, clock } = await world();
  await store.exceptions.add(exceptionRow('late', { scope: { finding: identity } }));
  await store.exceptions.add(
    exceptionRow('asked', { state: 'asked', until: { day: '2027-01-31', timezone: 'UTC', at: clock.at + 5 } }),
  );
  await store.exceptions.add(
    exceptionRow('over', { from: 'file', state: 'ended', until: { day: 'x', timezone: 'UTC', at: 5 } }),
  );
  await store.exceptions.markFindings(clock.at);
  expect(await commands.list()).toMatchObject({
    kind: 'accepted-risks',
    risks: [
      { id: 'asked', state: 'asked', findings: 0 },
      { id: 'late', state: 'accepted', findings: 1 },
    ],
    hidden: 0,
    ended: 1,
  });
});

test('who may not audit gets no form and asks for nothing', async () => {
  const { dependencies, actor, store } = await world();
  const authorise = async () => {
    throw new GluewardenError('not-allowed');
  };
  const actions = createExceptionActions({ ...dependencies, authorise, onAnnounced: () => {} });
  expect(await actions.acceptForm(actor, 'latent')).toMatchObject({ kind: 'problem' });
  const order = { findingId: 'latent', reason: 'r', owner: 'U1', until: '2027-03-31', evenIfWorse: false };
  expect(await actions.accept(actor, order)).toMatchObject({ kind: 'problem' });
  expect(await store.exceptions.inState(['asked'])).toEqual([]);
});

test('a form is for what is open and not accepted, with the days that may be taken', async () => {
  const { dependencies, actor, store, clock } = await world();
  const actions = createExceptionActions({ ...dependencies, authorise: async () => {}, onAnnounced: () => {} });
  expect(await actions.acceptForm(actor, 'latent')).toMatchObject({
    kind: 'accept-form',
    first: '2026-11-23',
    latest: '2027-05-22',
    proposed: '2027-02-21',
    needsConsent: true,
  });
  await store.findings.resolve(['unused'], clock.at);
  expect(await actions.acceptForm(actor, 'unused')).toMatchObject({ what: 'This finding is not open any more.' });
  await store.exceptions.add(exceptionRow('one', { scope: { finding: identity } }));
  await store.exceptions.markFindings(clock.at);
  expect(await actions.acceptForm(actor, 'latent')).toMatchObject({
    what: 'This finding is accepted until 2199-12-31 already.',
  });
});

test('by tag it stays so, though it means one finding now: without the tag that one is back', async () => {
  const { dependencies, actor, store } = await exceptionWorld();
  const commands = createRiskCommands({ ...dependencies, tags: ['team'], onAnnounced: () => undefined });
  const [row] = await store.findings.openNamed(place, 'orders-etl');
  if (row === undefined) throw new Error('it is not open');
  await store.findings.update([{ ...row, tags: { team: 'finance' } }]);
  const scope = { name: 'orders-etl', tag: { team: 'finance' } };
  expect(await commands.accept(actor, { ...typed, scope })).toMatchObject({ event: 'asked', findings: 1 });
  expect((await store.exceptions.inState(['asked']))[0]).toMatchObject({ scope });
  const other = { ...typed, scope: { name: '*', tag: { team: 'orders' } } };
  expect(await commands.accept(actor, other)).toMatchObject({ next: expect.stringContaining('No open finding') });
});

test('a tag that no scan reads is refused with what to do, and with nothing that follows from it', async () => {
  const { commands, actor, store } = await world();
  const said = await commands.accept(actor, { ...typed, scope: { name: '*', tag: { team: 'finance' } } });
  expect(said).toMatchObject({
    kind: 'problem',
    next: expect.stringMatching(/^No scan reads a tag with that key\. The operator adds the key to "tags"/),
  });
  expect(said).toMatchObject({ next: expect.not.stringContaining('No open finding') });
  expect(await store.exceptions.inState(['asked'])).toEqual([]);
});
