import { GluewardenError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import { dayMs, defaultRetention } from '../../src/domain/retention.ts';
import type { Fleet } from '../../src/domain/watch.ts';
import { renderFindingsModal, renderMessage } from '../../src/slack/render.ts';
import { homeView } from '../../src/slack/views/home/home-view.ts';
import { findingsPage } from '../../src/usecases/audit/browse-findings.ts';
import { readHistory } from '../../src/usecases/audit/history.ts';
import { createLocateName } from '../../src/usecases/audit/locate-name.ts';
import { readMeasurements } from '../../src/usecases/bot/measurements.ts';
import { recoverWork } from '../../src/usecases/bot/recover-work.ts';
import { readStatus } from '../../src/usecases/bot/status.ts';
import { createHtmlReport } from '../../src/usecases/evidence/html/report-html.ts';
import { makeReport } from '../../src/usecases/evidence/make-report.ts';
import { listExceptions } from '../../src/usecases/exceptions/list-exceptions.ts';
import { createFindFindings, createFindIn } from '../../src/usecases/home/find-findings.ts';
import { createReadHome } from '../../src/usecases/home/read-home.ts';
import type { FindingFilter } from '../../src/usecases/messages/finding-messages.ts';
import type { Clock, Log, NewId } from '../../src/usecases/ports/runtime.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { createBulkOffer, createOffer } from '../../src/usecases/remediation/request/remediation-offer.ts';
import { readRemediationStatus } from '../../src/usecases/remediation/request/remediation-status.ts';
import { seenTarget } from '../../src/usecases/running/fleet-result.ts';
import { createRunningScans } from '../../src/usecases/running/running-scans.ts';
import { runScheduledScan } from '../../src/usecases/schedule/scheduled-scan.ts';
import { writeDigests } from '../../src/usecases/schedule/write-digests.ts';
import { everyResult } from './fill.ts';
import { type GrownFleet, lastSeenAt, now, schedules } from './fleet.ts';

export interface Page {
  readonly what: string;
  /** Milliseconds that 95 of 100 may take. Absent: 500, as of everything that a person opens. */
  readonly most?: number;
  readonly run: () => Promise<unknown>;
  /** What makes room for the next run, and is not timed. */
  readonly after?: () => Promise<unknown>;
}

export interface PageParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly fleet: GrownFleet;
}

const approvals = {
  approvers: { users: ['U0APPROVER'], usergroups: [] },
  required: 1 as const,
  allowSelfApproval: false,
};

/** Everything that somebody waits for, as the bot does it, with what Slack is given. */
export function pagesOf(parts: PageParts): readonly Page[] {
  const scan = scanned(parts.fleet);
  const { store, clock, log, newId, fleet: grown } = parts;
  const { size, accounts, findingOf } = grown;
  const fleet: Fleet = { accounts, schedules };
  const accountOf = accountIn(accounts);
  const browse = { fleet, store, clock, newId, canRemediate: () => true };
  const last = findingOf(size.findings - 1);
  const account = accountOf(last.account);
  const locate = createLocateName({ store, fleet });
  const finding = { fleet, store, canRemediate: () => true };
  const status = {
    ...fleet,
    store,
    clock,
    schedules,
    timetable: { words: () => 'daily', next: () => now, latest: () => now, start: () => ({ stop() {} }) },
    version: '0',
    startedAt: now,
  };
  const remediation = {
    store,
    clock,
    log,
    chat: { usergroupMembers: async () => [] },
    enabled: true,
    account: accountOf,
    approvals: () => ({ ...approvals, expireAfter: 1, remindBefore: 1 }),
    watchRunsFor: 7 * 86_400_000,
  };
  const home = { ...remediation, ...status, fleet, canRemediate: () => true, hasRemediation: true };
  const list = async (filter: FindingFilter, page: number) => {
    const message = await findingsPage(browse, filter, page);
    return [renderMessage(message), renderFindingsModal(message)];
  };
  return [
    { what: 'digest', most: 300, run: () => digest(parts, scan), after: () => deliver(store) },
    {
      what: 'the end of a scan, with its digest',
      most: 1_000,
      run: () => scanEnd(parts, scan),
      after: () => deliver(store),
    },
    { what: 'status', run: async () => renderMessage(await readStatus(status)) },
    {
      what: 'Home',
      run: async () => homeView(await createReadHome(home, async () => {})({ user: 'U0APPROVER', channel: '' })),
    },
    { what: 'findings, first page', run: () => list({}, 0) },
    { what: 'findings, last page', run: () => list({}, 10_000) },
    { what: 'findings of one account', run: () => list({ accounts: [last.account] }, 0) },
    {
      what: 'findings, exposed in one region',
      run: () => list({ regions: [last.region], exposures: ['exposed'] }, 0),
    },
    {
      what: 'find: a part of a name',
      run: async () => renderMessage(await createFindFindings(finding)('nightly-orders')),
    },
    {
      what: 'find: what a message names',
      run: () =>
        createFindIn(finding, async () => {}).findIn({ user: 'U0SOMEBODY', channel: '' }, `${last.name} failed again`),
    },
    { what: 'accepted risks', run: async () => renderMessage(await listExceptions({ store, clock, accounts })) },
    // No page: a file that is written beside other work. Its 17,000 account-regions come before the findings.
    { what: 'report: its first 400 findings', most: 1_000, run: () => firstOfReport({ store, fleet }) },
    { what: 'history', run: async () => renderMessage(await readHistory(store)) },
    { what: 'show: where a name is', run: () => locate({ name: last.name }) },
    { what: 'show: where a misspelt name is', run: () => locate({ name: `${last.name}x` }) },
    { what: 'show: what is known of it', run: () => store.findings.openNamed(last, last.name) },
    { what: 'remediate: a name', run: () => createOffer({ store })(account, last.region, last.name) },
    {
      what: 'remediate: bulk',
      run: () => expected(createBulkOffer({ store, clock, newId, fleet })(account, undefined)),
    },
    { what: 'remediate: status', run: () => readRemediationStatus(remediation) },
    { what: '/metrics', run: () => readMeasurements({ store, fleet }) },
    { what: 'deliveries: what is due', run: () => store.outbox.claimDue(now, now + 1, 'bench', 50) },
    { what: 'undelivered', run: () => store.outbox.ended('', 20) },
    { what: 'audit trail of a request', run: () => store.remediation.auditTrail('request7') },
    {
      what: 'recovery',
      run: () =>
        recoverWork({
          store,
          clock,
          log,
          newId,
          schedules,
          self: { id: 'bench', host: 'bench', pid: 1, startedAt: now },
          isAlive: () => true,
        }),
    },
  ];
}

async function expected(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => {
    if (!(error instanceof GluewardenError)) throw error;
  });
}

const accountIn = (accounts: readonly Account[]) => {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return (id: string): Account => {
    const account = byId.get(id);
    if (account === undefined) throw new Error(`There is no account ${id}`);
    return account;
  };
};

/** All of the first statement that reads findings, whose batch is never filled to the last. */
async function firstOfReport({ store, fleet }: { readonly store: Store; readonly fleet: Fleet }): Promise<void> {
  const parts = { store, fleet, retention: defaultRetention, version: '0' };
  const html = createHtmlReport();
  let findings = 0;
  const madeAt = now + 60_000;
  for await (const record of makeReport(parts, { from: now - 400 * dayMs, before: madeAt }, madeAt)) {
    html.write(record);
    if (record.type === 'finding') findings += 1;
    if (findings === 400) return;
  }
}

let slots = 0;

/** Claims a slot, in which the last digest is a day old. */
async function claimSlot(store: Store): Promise<number> {
  const dueAt = now + ++slots;
  await store.schedules.setLastDigest('daily', now - dayMs);
  await store.schedules.claim('daily', dueAt, 'bench', now);
  return dueAt;
}

const writing = { processId: 'bench', schedules, canRemediate: () => true };

/** The digests of a scan of everything, as Slack is given them: what was scanned is recorded before. */
async function digest({ store, log, newId }: PageParts, { schedule, accounts, recorded }: Scanned): Promise<void> {
  const dueAt = await claimSlot(store);
  const slot = { dueAt, caughtUp: false };
  const scope = { accounts };
  await store.transaction(async (records) => {
    const context = { records, schedule, slot, scope, accounts, recorded };
    await records.outbox.add(await writeDigests({ ...writing, log, newId }, context));
  });
  await renderDue(store, dueAt);
}

/** A scan that read nothing is recorded, with its digests: what the end of every scan costs beside what was read. */
async function scanEnd({ store, clock, log, newId }: PageParts, { schedule, accounts }: Scanned): Promise<void> {
  const dueAt = await claimSlot(store);
  const parts = { ...writing, store, clock, log, newId, fleet: { accounts } };
  const running = createRunningScans(parts);
  await runScheduledScan({ ...parts, running, scan: async () => [] }, schedule, { dueAt, caughtUp: false });
  await renderDue(store, dueAt);
}

type Scanned = ReturnType<typeof scanned>;

function scanned(fleet: GrownFleet) {
  const [schedule] = schedules;
  if (schedule === undefined) throw new Error('There is no schedule');
  const results = everyResult(fleet).map(seenTarget);
  const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
  const summary = { opened: 0, resolved: 0, open: fleet.size.open, scanned: results.length - unknown, unknown };
  return {
    schedule,
    accounts: fleet.accounts,
    recorded: { at: lastSeenAt, summary, results, newer: [], reverted: [] },
  };
}

const rendered: { readonly id: string; readonly channel: string }[] = [];

async function renderDue(store: Store, dueAt: number): Promise<void> {
  for (const { id, channel, message } of await store.outbox.claimDue(dueAt + 600_000, dueAt + 600_001, 'bench', 50)) {
    renderMessage(message);
    rendered.push({ id, channel });
  }
}

/** As Slack's answers would, one by one: so that none waits for the next run. */
async function deliver(store: Store): Promise<void> {
  for (const { id, channel } of rendered.splice(0)) await store.outbox.sent(id, channel, `${now}.${id}`, now + slots);
}
