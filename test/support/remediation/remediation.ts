import { onTestFinished } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import { openVault, sha256 } from '../../../src/ops/vault.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { RequestRow } from '../../../src/usecases/ports/remediation-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import type { Vault } from '../../../src/usecases/ports/vault.ts';
import { type MakeRescansDependencies, makeRescans } from '../../../src/usecases/remediation/execute/make-rescans.ts';
import {
  type RunExecutionsDependencies,
  runExecutions,
} from '../../../src/usecases/remediation/execute/run-executions.ts';
import {
  type DecideDependencies,
  type DecisionInput,
  decideRequest,
} from '../../../src/usecases/remediation/request/decide-request.ts';
import { openRequest, type PlanToRequest } from '../../../src/usecases/remediation/request/open-request.ts';
import { createRunningScans, type RunningScans } from '../../../src/usecases/running/running-scans.ts';
import { FakeChat } from '../fakes/fake-chat.ts';
import type { FakeGlue } from '../fakes/fake-glue.ts';
import { fakeLog } from '../fakes/kit.ts';
import { account, planOf, policy, QuickClock, smallGlue, testKey } from './remediation-samples.ts';

export {
  account,
  crawler,
  encryption,
  job,
  newName,
  planOf,
  policy,
  smallGlue,
  trigger,
} from './remediation-samples.ts';

import { memoryStore } from '../memory-store.ts';

export type Engine = RunExecutionsDependencies & MakeRescansDependencies;

export interface RemediationKit {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: QuickClock;
  readonly running: RunningScans;
  readonly log: ReturnType<typeof fakeLog>;
  readonly newId: () => string;
  readonly chat: FakeChat;
  readonly glue: FakeGlue;
  readonly rescans: string[];
  readonly watchRunsFor: number;
  approvals: (account: string) => Approvals | undefined;
  readonly account: (id: string) => Account | undefined;
  /** What an engine on this store needs. */
  engine(processId: string, changes?: Partial<Engine>): Engine;
  /** A look for executions, and then one for re-scans. */
  run(processId?: string, changes?: Partial<Engine>): Promise<void>;
  ask(plan?: PlanToRequest, by?: string, reason?: string): Promise<RequestRow>;
  askAll(plans: readonly PlanToRequest[], by?: string, reason?: string): Promise<RequestRow>;
  decide(
    input: Partial<DecisionInput> & { requestId: string },
    changes?: Partial<DecideDependencies>,
  ): ReturnType<typeof decideRequest>;
}

export async function remediationKit(glue = smallGlue(), databaseUrl?: string): Promise<RemediationKit> {
  const clock = new QuickClock();
  const now = () => clock.now();
  const store = await (databaseUrl === undefined ? memoryStore(now) : openStore({ databaseUrl, now }));
  onTestFinished(() => store.close());
  const log = fakeLog();
  const vault = openVault({ key: testKey, log });
  const chat = new FakeChat();
  const rescans: string[] = [];
  let ids = 0;
  const newId = () => `id${++ids}`;
  const watchRunsFor = 7 * 24 * 3_600_000;
  const running = createRunningScans({ store, clock, log, newId });
  const base = { store, vault, clock, log, newId, watchRunsFor, running };
  const kit: RemediationKit = {
    ...base,
    chat,
    glue,
    rescans,
    approvals: () => policy,
    account: (id) => (id === account.id ? account : undefined),
    engine: (processId, changes = {}) => ({
      ...base,
      cloud: glue,
      chat,
      hash: sha256,
      account: kit.account,
      processId,
      enabled: true,
      isStopping: () => false,
      approvals: kit.approvals,
      keyVerdict: async () => ({ state: 'usable' }),
      references: async (_, name) => ({ references: glue.references(name), errors: [], isFresh: () => true }),
      channelOf: (id) => kit.approvals(id)?.channel,
      rescan: async (target) => {
        rescans.push(`${target.account}/${target.region}`);
        return 'seen';
      },
      ...changes,
    }),
    run: (processId = 'process-1', changes = {}) => runEngine(kit.engine(processId, changes)),
    ask: (plan = planOf(glue), by = 'UASKER', reason) => kit.askAll([plan], by, reason),
    async askAll(plans, by = 'UASKER', reason = 'audit finding') {
      const opened = await openRequest(
        { ...base, chat, enabled: true, account: () => account, approvals: kit.approvals, announce: () => [] },
        { actor: { user: by, channel: 'CTEAM' }, reason, plans },
      );
      if ('refused' in opened) throw new Error(`refused: ${opened.refused}`);
      return opened.request;
    },
    decide: (input, changes = {}) =>
      decideRequest(
        { ...base, chat, account: () => account, approvals: kit.approvals, onQueued: () => {}, ...changes },
        { by: 'UAPPROVER', decision: 'approve', ...input },
      ),
  };
  return kit;
}

export async function runEngine(engine: Engine): Promise<void> {
  await runExecutions(engine);
  await makeRescans(engine);
}

/** A request that is approved, with its execution queued. */
export async function approved(kit: RemediationKit, plan?: PlanToRequest): Promise<RequestRow> {
  const request = await kit.ask(plan);
  const decided = await kit.decide({ requestId: request.id });
  if ('refused' in decided) throw new Error(`refused: ${decided.refused}`);
  return request;
}

export async function outcomesOf(kit: RemediationKit, requestId: string): Promise<Record<string, string>> {
  const [execution] = await kit.store.remediation.executions(requestId);
  return Object.fromEntries((execution?.outcomes ?? []).map(({ stepId, state }) => [stepId, state]));
}
