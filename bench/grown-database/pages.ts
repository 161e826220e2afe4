import { GluewardenError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import type { Fleet } from '../../src/domain/watch.ts';
import { findingsPage } from '../../src/usecases/audit/browse-findings.ts';
import { readHistory } from '../../src/usecases/audit/history.ts';
import { createLocateName } from '../../src/usecases/audit/locate-name.ts';
import { readMeasurements } from '../../src/usecases/bot/measurements.ts';
import { recoverWork } from '../../src/usecases/bot/recover-work.ts';
import { readStatus } from '../../src/usecases/bot/status.ts';
import { createFindFindings, createFindIn } from '../../src/usecases/home/find-findings.ts';
import { createReadHome } from '../../src/usecases/home/read-home.ts';
import type { Clock, Log, NewId } from '../../src/usecases/ports/runtime.ts';
import type { Store } from '../../src/usecases/ports/store.ts';
import { createBulkOffer, createOffer } from '../../src/usecases/remediation/request/remediation-offer.ts';
import { readRemediationStatus } from '../../src/usecases/remediation/request/remediation-status.ts';
import { createRunningScans } from '../../src/usecases/running/running-scans.ts';
import { runScheduledScan } from '../../src/usecases/schedule/scheduled-scan.ts';
import { accounts, findingOf, now, schedules, size } from './fleet.ts';

export interface Page {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

export interface PageParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

const approvals = {
  approvers: { users: ['U0APPROVER'], usergroups: [] },
  required: 1 as const,
  allowSelfApproval: false,
};

/** Everything that somebody waits for, as the bot does it. */
export function pagesOf({ store, clock, log, newId }: PageParts): readonly Page[] {
  const fleet: Fleet = { accounts, schedules };
  const browse = { fleet, store, clock, newId };
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
  return [
    { what: 'digest', run: () => digest({ store, clock, log, newId }) },
    { what: 'status', run: () => readStatus(status) },
    {
      what: 'Home',
      run: () =>
        createReadHome(
          { ...remediation, ...status, fleet, canRemediate: () => true, hasRemediation: true },
          async () => {},
        )({ user: 'U0APPROVER', channel: '' }),
    },
    { what: 'findings, first page', run: () => findingsPage(browse, {}, 0) },
    { what: 'findings, last page', run: () => findingsPage(browse, {}, 10_000) },
    { what: 'findings of one account', run: () => findingsPage(browse, { accounts: [last.account] }, 0) },
    {
      what: 'findings, exposed in one region',
      run: () => findingsPage(browse, { regions: [last.region], exposures: ['exposed'] }, 0),
    },
    { what: 'find: a part of a name', run: () => createFindFindings(finding)('nightly-orders') },
    {
      what: 'find: what a message names',
      run: () =>
        createFindIn(finding, async () => {}).findIn({ user: 'U0SOMEBODY', channel: '' }, `${last.name} failed again`),
    },
    { what: 'history', run: () => readHistory(store) },
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

function accountOf(id: string): Account {
  const account = accounts.find((each) => each.id === id);
  if (account === undefined) throw new Error(`There is no account ${id}`);
  return account;
}

let slots = 0;

/** A scan that read nothing: what is left is what the digest costs, with its transaction. */
async function digest({ store, clock, log, newId }: PageParts): Promise<void> {
  const [schedule] = schedules;
  if (schedule === undefined) throw new Error('There is no schedule');
  const dueAt = now + ++slots;
  await store.schedules.setLastDigest('daily', now - 86_400_000);
  await store.schedules.claim('daily', dueAt, 'bench', now);
  const parts = {
    store,
    clock,
    log,
    newId,
    processId: 'bench',
    fleet: { accounts },
    schedules,
    canRemediate: () => true,
  };
  const running = createRunningScans(parts);
  await runScheduledScan({ ...parts, running, scan: async () => [] }, schedule, { dueAt, caughtUp: false });
}
