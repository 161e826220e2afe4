import { expect, test } from 'vitest';
import { outsideUnknown } from '../../../src/config/cross-checks.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { problems } from '../problems-of.ts';

const accounts =
  'accounts: [{ id: "111122223333", name: data }, { id: "444455556666", scanRoleArn: "arn:aws:iam::444455556666:role/a" }]';
const good = 'name: orders-*, kinds: [configuration], exposure: latent, reason: r, owner: data team, until: 2027-03-31';
const file = (...entries: string[]) => [
  accounts,
  'exceptions:',
  '  timezone: Europe/Berlin',
  '  accepted:',
  ...entries.map((entry) => `    - { ${entry} }`),
];
const now = Date.UTC(2026, 10, 23, 8);

function read(lines: readonly string[], at?: number) {
  return parseConfig(lines.join('\n'), 'x', { ...outsideUnknown, ...(at !== undefined && { now: at }) });
}

/** The problems as of that day. */
function problemsAt(lines: readonly string[], at: number): string {
  try {
    read(lines, at);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'none';
}

test('without any, an approver must agree, and 180 days are the longest', () => {
  const nothing = { maximum: 180 * 86_400_000, timezone: 'UTC', consent: 'required', remindBefore: 7 * 86_400_000 };
  expect(read(['operations: { channel: C0123ABCDEF }']).exceptions).toEqual({ ...nothing, accepted: [] });
  expect(read(['exceptions: {}']).exceptions).toEqual({ ...nothing, accepted: [] });
});

test('an entry is an exception, with the ids of the accounts that it names', () => {
  const [entry, wide] = read(
    file(
      `${good}, accounts: [Data, 444455556666], regions: [eu-west-1]`,
      'name: x, evenIfWorse: true, reason: r, owner: U0123ABCDEF, until: 2027-01-01',
    ),
  ).exceptions.accepted;
  expect(entry).toEqual({
    id: expect.stringMatching(/^file-[0-9a-f]{20}$/),
    scope: {
      accounts: ['111122223333', '444455556666'],
      regions: ['eu-west-1'],
      name: 'orders-*',
      kinds: ['configuration'],
    },
    covers: { kinds: { configuration: 'latent' } },
    reason: 'r',
    owner: 'data team',
    until: { day: '2027-03-31', timezone: 'Europe/Berlin', at: Date.UTC(2027, 2, 31, 22) },
    from: 'file',
  });
  expect(wide).toMatchObject({ covers: 'all', scope: { name: 'x' } });
});

test('the id of an entry is of what it says, and not of where it stands', () => {
  const other = good.replace('orders', 'other');
  const [first, second] = read(file(good, other)).exceptions.accepted;
  const turned = read(file(other, good)).exceptions.accepted;
  expect(turned.map(({ id }) => id)).toEqual([second?.id, first?.id]);
  expect(read(file(good.replace('03-31', '03-30'))).exceptions.accepted[0]?.id).not.toBe(first?.id);
});

test('what is wrong is refused with its path, all at once', () => {
  const said = problems(
    ...file(
      'reason: " ", owner: x, until: 2027-02-29, kinds: [job], exposure: bad',
      'name: x, accounts: [prod], regions: [moon], tag: a, reasons: y',
      `${good}, account: data`,
      `${good}, exposure: latent, evenIfWorse: true`.replace('exposure: latent, reason', 'reason'),
      good,
      good,
    ).map((line) => line.replace('Europe/Berlin', 'Mars')),
  );
  for (const path of [
    'timezone',
    'accepted[0]',
    'accepted[0].reason',
    'accepted[0].until',
    'accepted[0].kinds[0]',
    'accepted[0].exposure',
    'accepted[1].accounts[0]',
    'accepted[1].regions[0]',
    'accepted[1].tag',
    'accepted[1].kinds',
    'accepted[1].exposure',
    'accepted[1].owner',
    'accepted[1].until',
    'accepted[1].reasons',
    'accepted[2].account',
    'accepted[3].exposure',
    'accepted[5]',
  ])
    expect(said).toContain(`exceptions.${path}\n`);
  expect(said).toContain('must be a map of "key: value" lines');
  expect(said).toContain('is about the same as accepted[');
});

test.each([
  ['maximum: forever', 'maximum'],
  ['maximum: 12h', 'maximum'],
  ['maximum: 3000d', 'maximum'],
  ['consent: yes', 'consent'],
  ['remindBefore: 7', 'remindBefore'],
  ['accepted: { name: x }', 'accepted'],
])('%s is refused', (line, path) => {
  expect(problems('exceptions:', `  ${line}`)).toContain(`exceptions.${path}\n`);
});

test('an account without an id cannot be named, and an id that nobody lists only where nothing is listed', () => {
  const entry = `exceptions: { accepted: [{ ${good}, accounts: ["999988887777"] }] }`;
  expect(problems(entry)).toBe('none');
  expect(problems('organization: { scanRoleName: Scan }', entry)).toBe('none');
  expect(problems(accounts, entry)).toContain('exceptions.accepted[0].accounts[0]\n');
  expect(problems('accounts: [{ name: mine }]', entry.replace('"999988887777"', 'mine'))).toContain('without an id');
});

test('an end that is too far ahead is refused, and one that is over is said', () => {
  expect(problemsAt(file(good.replace('2027-03-31', '2027-05-22')), now)).toBe('none');
  expect(problemsAt(file(good.replace('2027-03-31', '2027-05-23')), now)).toContain('2027-05-22 at the latest');
  expect(problemsAt([`exceptions: { maximum: 30d, accepted: [{ ${good} }] }`], now)).toContain('2026-12-23');
  const ended = read(file(good.replace('2027-03-31', '2026-11-22')), now);
  expect(ended.exceptions.accepted).toHaveLength(1);
  expect(ended.warnings).toEqual([
    { path: 'exceptions.accepted[0].until', line: 5, message: expect.stringContaining('was over on 2026-11-22') },
  ]);
  expect(read(file(good), now).warnings).toEqual([]);
});

test('the same entry in another order, or with the other name of an account, is one', () => {
  const { accepted } = read(
    file(`${good}, regions: [eu-west-1, us-east-1]`, `${good}, regions: [us-east-1, eu-west-1]`),
  ).exceptions;
  expect(accepted).toHaveLength(1);
  expect(
    read(file(`${good}, accounts: [data]`, `${good}, accounts: ["111122223333"]`)).exceptions.accepted,
  ).toHaveLength(1);
});
