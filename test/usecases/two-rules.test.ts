import { beforeEach, expect, test } from 'vitest';
import type { Account, Schedule } from '../../src/domain/fleet.ts';
import type { SecurityConfiguration } from '../../src/domain/model.ts';
import { rules } from '../../src/domain/rules/index.ts';
import { createAudit } from '../../src/usecases/audit/audit.ts';
import { findingsPage } from '../../src/usecases/audit/browse-findings.ts';
import { createScanFleet } from '../../src/usecases/audit/scan-fleet.ts';
import { createShow } from '../../src/usecases/audit/show.ts';
import type { DigestMessage } from '../../src/usecases/messages/audit-messages.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';
import { createOffer } from '../../src/usecases/remediation/request/remediation-offer.ts';
import { runScheduledScan } from '../../src/usecases/schedule/scheduled-scan.ts';
import { s3Rule } from '../support/encryption-rule.ts';
import { FakeCloud, usableKey } from '../support/fakes/fake-cloud.ts';
import { kit } from '../support/fakes/kit.ts';
import { job, keyArn } from '../support/inventory.ts';

const here = { account: '111122223333', region: 'eu-west-1' };
const account: Account = {
  id: here.account,
  name: 'production',
  regions: [here.region],
  remediationRoleArn: `arn:aws:iam::${here.account}:role/GluewardenRemediation`,
};
const schedule: Schedule = { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };
const [bookmarks, s3] = ['Glue-005', s3Rule.id];
const both = [...rules, s3Rule];

let base: Awaited<ReturnType<typeof kit>>;
let cloud: FakeCloud;

const nightly = job('nightly', { securityConfiguration: 'std', defaultBookmark: 'job-bookmark-enable' });

/** The one configuration, `std`, which a job uses. */
function become(encrypted: { bookmarks?: boolean; s3?: boolean }): void {
  const configuration: SecurityConfiguration = {
    name: 'std',
    s3: [{ mode: encrypted.s3 ? 'SSE-KMS' : 'DISABLED' }],
    jobBookmarks: encrypted.bookmarks ? { mode: 'CSE-KMS', keyArn } : { mode: 'DISABLED' },
  };
  cloud.accounts[here.account] = {
    regions: { [here.region]: { configurations: [configuration], jobs: [nightly], keys: { [keyArn]: usableKey } } },
  };
}

beforeEach(async () => {
  base = await kit();
  cloud = new FakeCloud({});
  become({});
});

/** A scheduled scan a day later, and its digest. */
async function hash(checked = both): Promise<DigestMessage> {
  await base.clock.advance(86_400_000);
  const dueAt = base.clock.now();
  await base.store.schedules.setNext('daily', 'f', null, 0);
  await base.store.schedules.claim('daily', dueAt, base.processId, dueAt);
  const scan = createScanFleet({ ...base, cloud, rules: checked });
  const dependencies = { ...base, accounts: [account], schedules: [schedule], scan, canRemediate: () => true };
  await runScheduledScan(dependencies, schedule, { dueAt, caughtUp: false });
  const [row] = await base.store.outbox.claimDue(dueAt, dueAt + 1, 'x', 1);
  if (row?.message.kind !== 'digest') throw new Error('no digest');
  await base.store.outbox.sent(row.id, 'C1', '1', dueAt);
  return row.message;
}

async function open(): Promise<Record<string, FindingRow>> {
  const { items } = await findingsPage(base, {}, 0);
  const rows = await base.store.findings.openNamed(here, 'std');
  expect(items).toEqual(rows);
  return Object.fromEntries(rows.map((row) => [row.rule, row]));
}

const rulesOf = (findings: readonly { readonly rule: string }[]) => findings.map(({ rule }) => rule);

test('two rules that one configuration fails are two findings, and each is resolved without the other', async () => {
  const first = await hash();
  expect(rulesOf(first.fresh.named)).toEqual([bookmarks, s3]);
  const begun = await open();
  for (const rule of [bookmarks, s3])
    expect(begun[rule]).toMatchObject({ rule, ...here, kind: 'configuration', name: 'std' });
  expect(begun[s3]?.id).not.toBe(begun[bookmarks]?.id);

  become({ s3: true });
  const second = await hash();
  expect(rulesOf(second.resolved.named)).toEqual([s3]);
  expect(second).toMatchObject({ fresh: { total: 0 }, open: { total: 1 }, resolved: { total: 1 } });
  expect(rulesOf(Object.values(await open()))).toEqual([bookmarks]);
  expect((await open())[bookmarks]).toMatchObject({ id: begun[bookmarks]?.id, firstSeenAt: begun[s3]?.firstSeenAt });

  become({ bookmarks: true });
  const third = await hash();
  expect(rulesOf(third.resolved.named)).toEqual([bookmarks]);
  expect(rulesOf(third.fresh.named)).toEqual([s3]);
  expect((await open())[s3]?.id).not.toBe(begun[s3]?.id);
  expect(await base.store.findings.byId(begun[s3]?.id ?? '')).toMatchObject({
    rule: s3,
    resolvedAt: second.finishedAt,
  });
});

test('an audit and the list show both; a filter shows one, and a stored filter without a rule shows both', async () => {
  const audit = createAudit({ ...base, scan: createScanFleet({ ...base, cloud, rules: both }) });
  const request = { scope: { accounts: [account] }, actor: { user: 'U1', channel: 'C1' }, command: '/glue-audit' };
  const { findings, queryId = '' } = await audit({ ...request, progress: () => {} });
  const rows = await open();
  expect(findings.named.map(({ rule, id }) => [rule, id])).toEqual([
    [bookmarks, rows[bookmarks]?.id],
    [s3, rows[s3]?.id],
  ]);
  const stored = await base.store.queries.get(queryId);
  expect(stored).not.toHaveProperty('rules');
  expect((await findingsPage(base, stored ?? {}, 0)).counts.total).toBe(2);
  const page = await findingsPage(base, { ...stored, rules: [s3] }, 0);
  expect(rulesOf(page.items)).toEqual([s3]);
  expect(page.counts.total).toBe(1);
});

test('a version that does not check a rule leaves its findings open, and still lists them', async () => {
  await hash();
  const before = await open();
  become({ bookmarks: true, s3: true });
  const later = await hash([...rules]);
  expect(rulesOf(later.resolved.named)).toEqual([bookmarks]);
  expect(later.open.total).toBe(1);
  expect(await open()).toEqual({ [s3]: before[s3] });
});

test('only what the bot remediates is offered to be remediated', async () => {
  const { remediable } = await hash();
  const rows = await open();
  expect(remediable).toEqual([rows[bookmarks]?.id]);
  expect(await createOffer(base)(account, here.region, 'std')).toMatchObject({
    kind: 'remediation-offer',
    findings: [{ id: rows[bookmarks]?.id }],
  });
  const show = createShow({ ...base, cloud, rules: both, canRemediate: () => true });
  const shown = await show(account, here.region, 'std');
  expect(rulesOf(shown.findings)).toEqual([bookmarks, s3]);
  expect(shown).toMatchObject({ remediate: rows[bookmarks]?.id, rules: [{ id: bookmarks }, { id: s3 }] });

  become({ bookmarks: true });
  expect(await hash()).not.toHaveProperty('remediable');
  expect(await createOffer(base)(account, here.region, 'std')).toMatchObject({
    kind: 'problem',
    what: expect.stringContaining('another rule'),
  });
  expect(await show(account, here.region, 'std')).not.toHaveProperty('remediate');
});
