import { expect, test } from 'vitest';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { checkChat } from '../../../src/usecases/doctor/doctor-chat.ts';
import type { DoctorConfig } from '../../../src/usecases/doctor/doctor-config.ts';
import type { ChatCheck, ChatNeed } from '../../../src/usecases/ports/chat.ts';

const base: DoctorConfig = { accounts: [{ id: '111122223333', regions: 'enabled' }], schedules: [], warnings: [] };

function approvals(users: readonly string[], more: Partial<Approvals> = {}): Approvals {
  return {
    channel: 'CAPPROVALS',
    approvers: { users, usergroups: [] },
    required: 1,
    allowSelfApproval: false,
    expireAfter: 1,
    remindBefore: 1,
    ...more,
  };
}

const groups: Readonly<Record<string, readonly string[]>> = { SLEADS: ['UAMIR', 'UJUN'] };

/** A chat where everybody and everything is there, but for what `wrong` says. */
async function look(config: Partial<DoctorConfig>, wrong: Readonly<Record<string, Partial<ChatCheck>>> = {}) {
  const asked: ChatNeed[] = [];
  const checks = await checkChat(
    {
      async check(needs) {
        asked.push(...needs);
        return needs.map((need) => {
          const found = wrong[need.id];
          const { id } = need;
          const people = need.use === 'person' ? [id] : groups[id];
          const fine = { check: id, ok: true, detail: 'fine', need, ...(people && { people }) };
          return found === undefined ? fine : { check: id, ok: false, detail: 'wrong', need, ...found };
        });
      },
    },
    { ...base, ...config },
  );
  return { asked, checks };
}

const outcomes = (checks: Awaited<ReturnType<typeof look>>['checks']) =>
  checks.map(({ check, outcome }) => `${check}: ${outcome}`);

test('an approver who is gone is a problem, somebody who may merely ask a warning', async () => {
  const { checks } = await look(
    { approvals: approvals(['UAMIR', 'UGONE', 'UJUN']), access: { users: ['UOLD'], usergroups: [], channels: [] } },
    { UGONE: {}, UOLD: {} },
  );
  expect(outcomes(checks)).toEqual([
    'CAPPROVALS: ok',
    'UAMIR: ok',
    'UGONE: problem',
    'UJUN: ok',
    'UOLD: warning',
    'Approvers of approvals: ok',
  ]);
  expect(checks[4]?.detail).toBe('wrong (access.users)');
});

test('what several keys name is asked about once, as what it is needed for, and each key is named', async () => {
  const channel = 'CDATA';
  const { asked, checks } = await look({
    schedules: ['a', 'b', 'c'].map((name) => ({ name, cron: '0 8 * * *', timezone: 'UTC', channel })),
    operations: { channel },
    access: { users: [], usergroups: [], channels: [channel] },
  });
  expect(asked).toEqual([{ use: 'post', id: channel }]);
  expect(checks[0]?.detail).toBe(
    'fine (channel of schedule a, channel of schedule b, channel of schedule c and 2 more)',
  );
});

test.each([
  { name: 'gone ones do not count', policy: approvals(['UAMIR', 'UGONE'], { required: 2 }), outcome: 'problem' },
  {
    name: 'a user group counts its members, each once',
    policy: approvals(['UAMIR'], { required: 2, approvers: { users: ['UAMIR'], usergroups: ['SLEADS'] } }),
    outcome: 'warning',
  },
  { name: 'the only one cannot ask', policy: approvals(['UAMIR']), outcome: 'warning' },
  { name: 'the only one may approve it', policy: approvals(['UAMIR'], { allowSelfApproval: true }), outcome: 'ok' },
  { name: 'one more than needed', policy: approvals(['UAMIR', 'UJUN']), outcome: 'ok' },
])('enough people can approve? $name: $outcome', async ({ policy, outcome }) => {
  const { checks } = await look({ approvals: policy }, { UGONE: {} });
  expect(checks.at(-1)).toMatchObject({ check: 'Approvers of approvals', outcome });
});

test('where somebody could not be looked up nothing is said of how many can approve', async () => {
  const { checks } = await look({ approvals: approvals(['UAMIR']) }, { UAMIR: { notChecked: true } });
  expect(outcomes(checks)).toEqual(['CAPPROVALS: ok', 'UAMIR: not-checked']);
});

test('approvals of an account are judged like the common ones, which count only where they hold', async () => {
  const own = { id: '222233334444', name: 'dev', regions: 'enabled', approvals: approvals(['UGONE']) } as const;
  const both = await look(
    { approvals: approvals(['UAMIR', 'UJUN']), accounts: [...base.accounts, own] },
    { UGONE: {} },
  );
  expect(both.checks.slice(-2)).toMatchObject([
    { check: 'Approvers of approvals', outcome: 'ok' },
    { check: 'Approvers of approvals of dev (222233334444)', outcome: 'problem' },
  ]);
  const overridden = await look({ approvals: approvals(['UAMIR', 'UJUN']), accounts: [own] });
  expect(overridden.asked.map(({ id }) => id)).toEqual(['CAPPROVALS', 'UGONE']);
});

test('a channel that owns accounts and takes no post is a warning: its digests go elsewhere', async () => {
  const account = {
    ...base.accounts[0],
    regions: 'enabled',
    owner: { channel: 'COWNER', usergroup: 'SLEADS' },
  } as const;
  const byOwner = approvals([], { approvers: { users: [], usergroups: [], ownerGroup: true } });
  const { checks } = await look({ accounts: [account], approvals: byOwner }, { COWNER: {} });
  expect(outcomes(checks)).toEqual(['COWNER: warning', 'SLEADS: ok', 'CAPPROVALS: ok']);
});
