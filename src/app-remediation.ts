import type { GlueRemediateServices } from '../commands/glue-remediate/index.ts';
import { openCheckedVault } from './app-key.ts';
import { approvalsOf } from './config/approvals-of.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import { accountLabel } from './domain/fleet.ts';
import type { Target } from './domain/model.ts';
import type { OwnerRule } from './domain/owners/owner-of-finding.ts';
import type { Fleet } from './domain/watch.ts';
import type { JobsNow } from './usecases/audit/read-jobs-now.ts';
import type { Authorise } from './usecases/authorise.ts';
import type { Timers } from './usecases/bot/timers.ts';
import type { Chat } from './usecases/ports/chat.ts';
import type { Cloud } from './usecases/ports/cloud.ts';
import type { Queue } from './usecases/ports/queue.ts';
import type { RemediationActions } from './usecases/ports/remediation-surface.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import type { OtherWorkspaceAttempt } from './usecases/remediation/request/record-other-workspace.ts';
import type { ScanFleet } from './usecases/running/fleet-scan.ts';

export interface RemediationParts {
  readonly settings: Settings;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  readonly cloud: Cloud;
  readonly scan: ScanFleet;
  readonly queue: Queue;
  readonly timers: Timers;
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  readonly authorise: Authorise;
  readonly fleet: Fleet;
  /** Takes the accounts that another process listed since. */
  readonly newestAccounts: () => Promise<void>;
  /** Whether what is known of an account may decide about a change there now: false where that is too old. */
  readonly mayDecide: (account: string) => Promise<boolean>;
  /** True while other processes have other accounts in their configuration. */
  readonly differsElsewhere: () => Promise<boolean>;
  /** Whose findings are by name and tag. Absent: that stays as it is. */
  readonly owners?: readonly OwnerRule[];
}

export interface Remediation {
  readonly actions: RemediationActions;
  /** Records what people of other workspaces tried. Never rejects. */
  otherWorkspace(attempt: OtherWorkspaceAttempt): Promise<void>;
  /** What commands ask of it. */
  readonly commands: Omit<NonNullable<GlueRemediateServices['remediation']>, 'offer' | 'bulk'>;
  /** Where the approvers of an account read. */
  channelOf(account: string): string | undefined;
  readonly jobsNow: JobsNow;
  /** Watches for approved plans and for requests whose time is over. */
  start(): void;
  /** Looks for approved plans now, once it was started. */
  wake(): void;
  /** Renews the leases of what is being carried out. */
  renewLeases(): Promise<void>;
  /** No new step begins. */
  stopping(): void;
  close(): void;
}

const every = {
  executions: 5_000,
  rescans: 5_000,
  progress: 5_000,
  messages: 5_000,
  requests: 30_000,
  runs: 2_000,
  definitions: 3_600_000,
};

/**
 * Approved remediation; undefined where no account has a remediation role: then nothing of it is loaded.
 * @throws {VaultError} and {KeyError}: also where there is no such role, a key that is given must be the right one
 */
export async function createRemediation(parts: RemediationParts): Promise<Remediation | undefined> {
  const { settings, config, env, store, clock, log, newId, processId, queue, timers } = parts;
  const hasRole = config.accounts.some(({ remediationRoleArn }) => remediationRoleArn !== undefined);
  if (!hasRole && config.organization?.remediationRoleName === undefined) {
    if (settings.remediation.key !== undefined) await openCheckedVault(parts);
    return undefined;
  }
  const vault = await openCheckedVault(parts);
  const [{ sha256 }, { createRemediationCloud }, { createProposePlan, createProposePlans }, use] = await Promise.all([
    import('./ops/vault.ts'),
    import('./aws/remediation-cloud.ts'),
    import('./usecases/remediation/plan/propose-plan.ts'),
    loadUseCases(),
  ]);
  const remediation = createRemediationCloud({ clock, log, env, proxy: settings.proxy, region: settings.awsRegion });
  const account = (id: string) => config.accounts.find((each) => each.id === id);
  const approvals = (id: string) => approvalsOf(config, id);
  const { enabled } = settings.remediation;
  const { watchRunsFor } = config.remediation;
  const tellSoon = () => {
    queue.nudge('progress');
    queue.nudge('messages');
    queue.nudge('delivery');
  };
  const refreshSoon = () => {
    tellSoon();
    queue.nudge('digests');
  };
  const onQueued = () => {
    queue.nudge('executions');
    refreshSoon();
  };
  const channelOf = (id: string) => approvals(id)?.channel;
  const jobsNow = use.createJobsNow({ cloud: parts.cloud, remediation, clock, log, account });
  const fallbackChannel = config.operations?.channel ?? config.schedules[0]?.channel;
  const base = {
    ...parts,
    ...(fallbackChannel !== undefined && { fallbackChannel }),
    jobsNow,
    vault,
    account,
    approvals,
    enabled,
    watchRunsFor,
    channelOf,
    onQueued,
    hash: sha256,
  };
  const policies = () =>
    config.accounts.flatMap((each) => {
      const policy = approvals(each.id ?? '');
      return each.id === undefined || each.remediationRoleArn === undefined || policy === undefined
        ? []
        : [{ account: each.id, label: accountLabel(each), policy }];
    });
  const checkAgain = (ms: number) => void clock.sleep(ms).then(() => queue.wake('progress'));
  const refreshProgress = use.createRefreshProgress({ ...base, checkAgain });
  const reads = { cloud: parts.cloud, remediation, clock, newId, hash: sha256 };
  const asking = {
    ...base,
    remediation,
    propose: createProposePlan(reads),
    proposeTogether: createProposePlans(reads),
    mode: config.remediation.mode,
    configuredKey: ({ account: id, region }: Target) => account(id)?.kmsKeys?.[region],
    onAnnounced: refreshSoon,
  };
  let isStopping = false;
  const leases = use.createLeases(store, clock);
  return {
    channelOf,
    jobsNow,
    otherWorkspace: (attempt) => use.recordOtherWorkspace(base, attempt),
    commands: {
      status: () => use.readRemediationStatus(base),
      log: use.createRequestLog(base),
      async pause(actor, pause) {
        const refusal = await use.pauseRemediation({ ...base, policies }, actor, pause);
        queue.nudge('delivery');
        queue.nudge('progress');
        return refusal === undefined ? use.readRemediationStatus(base) : use.pauseProblem(refusal, policies());
      },
    },
    actions: {
      ...use.createRemediationActions(asking),
      ...use.createBulkActions(asking),
      ...use.createAfterActions(asking),
    },
    start() {
      queue.watch('executions', every.executions, async () => {
        await use.runExecutions({
          ...base,
          cloud: remediation,
          processId,
          leases,
          isStopping: () => isStopping,
          keyVerdict: (target, key) => use.checkKey(base, target, key),
          references: (target, name) => use.findReferences(base, target, name),
          onStep: () => queue.nudge('progress'),
          // The digests follow the rescan: until then they would say what was before.
          onLetGo: () => {
            queue.nudge('rescans');
            tellSoon();
          },
        });
      });
      // Beside the executions: a region that hangs is scanned for minutes.
      timers.watch('rescans', every.rescans, async () => {
        const made = await use.makeRescans({
          ...base,
          isStopping: () => isStopping,
          rescan: (target) => use.rescanTarget(base, target),
        });
        if (made === 0) return;
        queue.nudge('delivery');
        queue.nudge('digests');
      });
      timers.watch('progress', every.progress, refreshProgress);
      timers.watch('messages', every.messages, use.createRefreshFollowed(base));
      timers.watch('runs', every.runs, async () => {
        const isOver = () => isStopping;
        const then = { onReleased: onQueued, onClosed: tellSoon };
        await use.watchRuns({ ...base, cloud: remediation, ...then, isStopping: isOver });
      });
      timers.watch('definitions', every.definitions, () => use.forgetDefinitions(base));
      timers.watch('requests', every.requests, async () => {
        const expired = await use.expireRequests({ store, clock, log, newId, approvals });
        if (expired > 0) refreshSoon();
      });
    },
    wake: () => queue.nudge('executions'),
    renewLeases: leases.renew,
    stopping: () => {
      isStopping = true;
    },
    close: () => remediation.close(),
  };
}

async function loadUseCases() {
  const [actions, bulk, after, executions, expiry, rescan, refresh, key] = await Promise.all([
    import('./usecases/remediation/surface/remediation-actions.ts'),
    import('./usecases/remediation/surface/remediation-bulk.ts'),
    import('./usecases/remediation/surface/remediation-after.ts'),
    import('./usecases/remediation/execute/run-executions.ts'),
    import('./usecases/remediation/request/expire-requests.ts'),
    import('./usecases/audit/rescan-target.ts'),
    import('./usecases/remediation/messages/refresh-followed.ts'),
    import('./usecases/audit/check-key.ts'),
  ]);
  const [references, progress, runs, status, pause, otherWorkspace, forget, jobs, rescans, leases] = await Promise.all([
    import('./usecases/audit/find-references.ts'),
    import('./usecases/remediation/messages/refresh-progress.ts'),
    import('./usecases/remediation/watch/watch-runs.ts'),
    import('./usecases/remediation/request/remediation-status.ts'),
    import('./usecases/remediation/request/pause-remediation.ts'),
    import('./usecases/remediation/request/record-other-workspace.ts'),
    import('./usecases/remediation/execute/forget-definitions.ts'),
    import('./usecases/audit/read-jobs-now.ts'),
    import('./usecases/remediation/execute/make-rescans.ts'),
    import('./usecases/remediation/execute/execution-lease.ts'),
  ]);
  const log = await import('./usecases/remediation/surface/request-log.ts');
  const asked = {
    ...actions,
    ...log,
    ...bulk,
    ...after,
    ...expiry,
    ...refresh,
    ...status,
    ...pause,
    ...otherWorkspace,
  };
  return {
    ...asked,
    ...executions,
    ...rescan,
    ...key,
    ...references,
    ...progress,
    ...runs,
    ...forget,
    ...jobs,
    ...rescans,
    ...leases,
  };
}
