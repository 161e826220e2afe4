import { expect, test } from 'vitest';
import {
  type Attempt,
  approverProblem,
  approversMissing,
  decisionText,
  judgeDecision,
  judgeTakeBack,
  termsText,
} from '../../../src/domain/remediation/approval.ts';
import fc from '../../support/fast-check.ts';

const people = ['U1', 'U2', 'U3', 'U4'] as const;
const person = fc.constantFrom(...people);
const some = fc.subarray([...people]);
const count = fc.constantFrom(1 as const, 2 as const);

const decision = fc.record({
  by: person,
  decision: fc.constantFrom('approve' as const, 'reject' as const),
  at: fc.nat(200),
});

const attempt: fc.Arbitrary<Attempt> = fc.record({
  request: fc.record({
    id: fc.constant('r'),
    askedBy: person,
    askedIn: fc.constant('C'),
    reason: fc.constant('x'),
    createdAt: fc.constant(0),
    expiresAt: fc.constant(100),
    required: count,
    selfApproval: fc.boolean(),
    state: fc.constantFrom('open' as const, 'open' as const, 'approved' as const, 'expired' as const),
  }),
  intact: fc.constant(true),
  decisions: fc.uniqueArray(decision, { selector: ({ by }) => by, maxLength: 2 }),
  by: person,
  decision: fc.constantFrom('approve' as const, 'reject' as const),
  reason: fc.constantFrom('because', ''),
  now: fc.nat(150),
  approvals: fc.option(
    fc.record({
      approvers: fc.record({ users: some, usergroups: fc.subarray(['S1', 'S2']) }),
      required: count,
      allowSelfApproval: fc.boolean(),
      expireAfter: fc.constant(100),
      remindBefore: fc.constant(10),
    }),
    { nil: undefined },
  ),
  membership: fc
    .dictionary(fc.constantFrom('S1', 'S2'), fc.option(some, { nil: undefined }))
    .map((members) => new Map(Object.entries(members))),
});

test('whatever is tried: an approval closes only an open, live request, by enough distinct approvers, not by the asker', () => {
  fc.assert(
    fc.property(attempt, (input) => {
      const verdict = judgeDecision(input);
      if ('refused' in verdict) return;
      const { request, approvals, by, membership } = input;
      const named = approvals?.approvers.users.includes(by);
      const member = approvals?.approvers.usergroups.some((group) => membership.get(group)?.includes(by));
      expect(named || member).toBe(true);
      expect(request.state).toBe('open');
      expect(input.now).toBeLessThan(request.expiresAt);
      const rejectors = input.decisions.filter((made) => made.decision === 'reject').map((made) => made.by);
      expect(rejectors).not.toContain(by);
      if (input.decision === 'reject') {
        expect(input.reason).toBe('because');
        expect(verdict).toEqual({ closes: 'rejected', missing: 0 });
        return;
      }
      if (by === request.askedBy) expect(request.selfApproval && approvals?.allowSelfApproval).toBe(true);
      const maySelf = request.selfApproval && approvals?.allowSelfApproval === true;
      const counts = (user: string) =>
        (user !== request.askedBy || maySelf) &&
        (approvals?.approvers.users.includes(user) ||
          approvals?.approvers.usergroups.some((group) => membership.get(group)?.includes(user)));
      const earlier = input.decisions.filter((made) => made.decision === 'approve').map((made) => made.by);
      const approvers = new Set([by, ...earlier.filter(counts)]);
      const needed = Math.max(request.required, approvals?.required ?? 0);
      expect(verdict.closes).toBe(approvers.size >= needed ? 'approved' : undefined);
      expect(verdict.missing).toBe(Math.max(0, needed - approvers.size));
    }),
    { numRuns: 3_000, seed: 1 },
  );
});

test('whatever is tried: only who approved takes an approval back, while the request is open', () => {
  fc.assert(
    fc.property(attempt, (input) => {
      const { request, decisions, by, now } = input;
      const gave = decisions.some((made) => made.by === by && made.decision === 'approve');
      const open = request.state === 'open' && now < request.expiresAt;
      expect(judgeTakeBack(input) === undefined).toBe(gave && open);
      expect(judgeTakeBack({ ...input, intact: false })).toBe('tampered');
    }),
  );
});

test('a request that is not intact is believed in nothing', () => {
  fc.assert(
    fc.property(attempt, (input) => {
      expect(judgeDecision({ ...input, intact: false })).toEqual({ refused: 'tampered' });
    }),
  );
});

test('an empty list, no policy, an unread group: nobody', () => {
  const policy = { required: 1, allowSelfApproval: true, expireAfter: 1, remindBefore: 0 } as const;
  const of = (users: string[], usergroups: string[]) => ({ ...policy, approvers: { users, usergroups } });
  expect(approverProblem('U1', undefined, new Map())).toBe('no-approvers');
  expect(approverProblem('U1', of([], []), new Map([['S1', ['U1']]]))).toBe('no-approvers');
  expect(approverProblem('U1', of([], ['S1']), new Map())).toBe('approver-unverifiable');
  expect(approverProblem('U1', of([], ['S1']), new Map([['S1', undefined]]))).toBe('approver-unverifiable');
  expect(approverProblem('U1', of([], ['S1']), new Map([['S1', []]]))).toBe('not-approver');
  expect(approverProblem('U1', of([], ['S1']), new Map([['S2', ['U1']]]))).toBe('approver-unverifiable');
  expect(approverProblem('U1', of([], ['S1']), new Map([['S1', ['U1']]]))).toBeUndefined();
  // "gone" is no list of people, whatever somebody is called.
  for (const user of ['U1', 'gone', 'o', ''])
    expect(approverProblem(user, of([], ['S1']), new Map([['S1', 'gone']]))).toBe('approver-group-gone');
  expect(approverProblem('U1', of(['U1'], ['S1']), new Map([['S1', 'gone']]))).toBeUndefined();
  const unread = new Map([['S1', 'gone' as const]]);
  expect(approverProblem('U1', of([], ['S1', 'S2']), unread)).toBe('approver-unverifiable');
  expect(approversMissing('U1', of([], ['S1']), unread)).toBe('too-few-approvers');
});

test('the signed texts tell every field apart', () => {
  const terms = {
    id: 'r',
    askedBy: 'U1',
    askedIn: 'C',
    reason: 'x',
    createdAt: 1,
    expiresAt: 2,
    required: 1,
    selfApproval: false,
  } as const;
  const others = [
    termsText({ ...terms, id: 's' }, ['a']),
    termsText({ ...terms, askedBy: 'U2' }, ['a']),
    termsText({ ...terms, askedIn: 'D' }, ['a']),
    termsText({ ...terms, reason: 'y' }, ['a']),
    termsText({ ...terms, createdAt: 0 }, ['a']),
    termsText({ ...terms, expiresAt: 3 }, ['a']),
    termsText({ ...terms, required: 2 }, ['a']),
    termsText({ ...terms, selfApproval: true }, ['a']),
    termsText(terms, ['b']),
    termsText(terms, ['a', 'a']),
    termsText(terms, []),
  ];
  expect(new Set([termsText(terms, ['a']), ...others]).size).toBe(others.length + 1);
  const made = { by: 'U1', decision: 'approve', at: 1 } as const;
  const decisions = [
    decisionText('seal', made),
    decisionText('other', made),
    decisionText('seal', { ...made, by: 'U2' }),
    decisionText('seal', { ...made, decision: 'reject' }),
    decisionText('seal', { ...made, at: 2 }),
    decisionText('seal', { ...made, reason: 'x' }),
  ];
  expect(new Set(decisions).size).toBe(decisions.length);
});

const rules = { required: 1, allowSelfApproval: false, expireAfter: 1, remindBefore: 1 } as const;

test.each<[string, readonly string[], readonly string[], object, ReturnType<typeof approversMissing>]>([
  ['somebody else is named', ['U2'], [], {}, undefined],
  ['only the asker is named', ['U1'], [], {}, 'too-few-approvers'],
  ['only the asker, who may', ['U1'], [], { allowSelfApproval: true }, undefined],
  ['two are needed, one is there', ['U1', 'U2'], [], { required: 2 }, 'too-few-approvers'],
  ['two are needed, a group has the second', ['U2'], ['S1'], { required: 2 }, undefined],
  ['a group of the asker alone', [], ['S2'], {}, 'too-few-approvers'],
  ['an empty group', [], ['S3'], {}, 'too-few-approvers'],
  ['a group that cannot be read', [], ['S9'], {}, 'approver-unverifiable'],
  ['one that cannot be read, and enough without it', ['U2'], ['S9'], {}, undefined],
  ['one person in both', ['U2'], ['S1'], { required: 2, allowSelfApproval: false }, undefined],
  ['nobody', [], [], {}, 'no-approvers'],
])('before anybody is asked: %s', (_, users, usergroups, changes, missing) => {
  const members = new Map([
    ['S1', ['U2', 'U3']],
    ['S2', ['U1']],
    ['S3', []],
    ['S9', undefined],
  ]);
  expect(approversMissing('U1', { ...rules, ...changes, approvers: { users, usergroups } }, members)).toBe(missing);
});
