import { type Approvals, approverProblem, isOwn, type Refusal } from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { PauseNoticeMessage } from '../../messages/request-messages.ts';
import type { Actor } from '../../ports/command.ts';
import type { Pause, RequestRow } from '../../ports/remediation-records.ts';
import type { Records } from '../../ports/store.ts';
import { explainRefusal } from '../../words/explain-refusal.ts';
import { readMembershipOf } from '../state/membership.ts';
import { isPausedFor } from '../state/paused.ts';
import type { DecideDependencies } from './decide-request.ts';

/** Who may approve for one account. */
export interface AccountPolicy {
  readonly account: string;
  /** As people read it: "data-dev (111122223333)". */
  readonly label: string;
  readonly policy: Approvals;
}

export interface PauseDependencies
  extends Pick<DecideDependencies, 'store' | 'clock' | 'log' | 'newId' | 'chat' | 'newestAccounts'> {
  /** Of all accounts that can be changed: who may approve anywhere may stop everything. */
  readonly policies: () => readonly AccountPolicy[];
  /** Says that executions may go on. */
  readonly onQueued: () => void;
}

/** Why somebody may neither pause nor resume, with who may. */
export function pauseProblem(refusal: Refusal, policies: readonly AccountPolicy[]): ProblemMessage {
  if (refusal !== 'not-approver') return { kind: 'problem', ...explainRefusal(refusal), suggestions: [] };
  const all = policies.map(({ policy }) => policy.approvers);
  return {
    kind: 'problem',
    what: 'You are not among the approvers of any account: only they may pause and resume remediation.',
    next: 'Ask one of them. Whoever asked for a remediation that is not decided yet can withdraw it.',
    suggestions: [],
    who: {
      users: [...new Set(all.flatMap(({ users }) => users))],
      usergroups: [...new Set(all.flatMap(({ usergroups }) => usergroups))],
    },
  };
}

type Told = Omit<PauseNoticeMessage, 'kind' | 'by' | 'at' | 'underWay'>;
type Done = { readonly refused: Refusal } | Told;

/**
 * Stops new steps of every execution, or lets them go on: only for accounts for which the actor may approve, and not for
 * what they asked for themselves. Resolves with why not; undefined: done, and every channel of approvals is told. Every
 * attempt leaves an audit entry.
 */
export async function pauseRemediation(
  dependencies: PauseDependencies,
  actor: Actor,
  pause: boolean,
): Promise<Refusal | undefined> {
  const { store, clock, log, onQueued } = dependencies;
  await dependencies.newestAccounts?.();
  const { may, problem } = await readMay(dependencies, actor.user, pause ? 'any' : 'each');
  const told = await store.transaction(async (records): Promise<Done> => {
    const at = clock.now();
    const requests = await requestsUnderWay(records);
    const result = await attempt(records, requests, at);
    const why = 'refused' in result ? result.refused : undefined;
    const stays = 'refused' in result ? [] : result.stays;
    const done = pause ? 'remediation.paused' : 'remediation.resumed';
    await records.remediation.audit(
      auditEntry(dependencies, {
        actor: actor.user,
        action: why === undefined ? done : 'pause.refused',
        subject: 'remediation',
        detail: {
          channel: actor.channel,
          pause,
          ...(why !== undefined && { refusal: why }),
          ...(stays.length > 0 && { stays: stays.join(', ') }),
        },
      }),
    );
    if (!('refused' in result)) await tell(dependencies, records, actor, { ...result, at, underWay: requests.length });
    return result;
  });
  if ('refused' in told) return told.refused;
  log.warn({ by: actor.user, goesOn: told.goesOn, stays: told.stays }, `remediation ${told.event}`);
  if (!pause) onQueued();
  return undefined;

  async function attempt({ remediation }: Records, requests: readonly RequestRow[], at: number): Promise<Done> {
    if (problem !== undefined) return { refused: problem };
    const before = await remediation.paused();
    if (pause) {
      const stopped = await remediation.setPaused({ by: actor.user, at });
      return stopped ? { event: 'paused', goesOn: [], stays: [] } : { refused: 'paused-already' };
    }
    if (before === undefined) return { refused: 'not-paused' };
    const judged = judgeResume({ user: actor.user, may, requests, pause: before, policies: dependencies.policies() });
    if (judged.refused !== undefined) return { refused: judged.refused };
    const { goesOn, stays } = judged;
    const whole = stays.length === 0;
    const changed = whole ? await remediation.setPaused(null) : await remediation.resume(goesOn, actor.user, at);
    if (!changed) return { refused: 'not-paused-accounts' };
    const label = (id: string) => dependencies.policies().find(({ account }) => account === id)?.label ?? id;
    const { by, at: since } = before;
    return {
      event: 'resumed',
      since: { by, at: since },
      goesOn: whole ? [] : goesOn.map(label),
      stays: stays.map(label),
    };
  }
}

interface Resume {
  readonly user: string;
  /** The accounts for which they may approve. */
  readonly may: ReadonlySet<string>;
  readonly requests: readonly RequestRow[];
  readonly pause: Pause;
  readonly policies: readonly AccountPolicy[];
}

/** Who paused may let go on what they asked for themselves: it is their own pause that they take back. */
function judgeResume({ user, may, requests, pause, policies }: Resume) {
  const policyOf = (account: string) => policies.find((each) => each.account === account)?.policy;
  const own = new Set(
    requests
      .filter((request) => pause.by !== user && isOwn(user, request, policyOf(request.account)))
      .map(({ account }) => account),
  );
  const waiting = [...new Set(requests.map(({ account }) => account))].filter(
    // Nobody could let an account without a policy go on, and nothing of it is carried out.
    (account) => isPausedFor(account, pause) && policyOf(account) !== undefined,
  );
  const isPaused = (account: string) => isPausedFor(account, pause);
  const goesOn = [...may].filter((account) => !own.has(account) && isPaused(account));
  const isOwnOnly = waiting.every((account) => may.has(account) && own.has(account));
  if (waiting.length > 0 && !waiting.some((account) => goesOn.includes(account)))
    return { refused: isOwnOnly ? 'own-paused' : 'not-paused-accounts' } as const;
  // Also where nothing waits yet: what is approved there during the pause waits for whoever may approve it.
  const stays = policies.flatMap(({ account }) => (isPaused(account) && !goesOn.includes(account) ? [account] : []));
  return { goesOn, stays } as const;
}

async function requestsUnderWay({ remediation }: Records): Promise<readonly RequestRow[]> {
  const ids = new Set((await remediation.executionsInProgress()).map(({ requestId }) => requestId));
  const requests = await Promise.all([...ids].map((id) => remediation.request(id)));
  return requests.filter((request) => request !== undefined);
}

/** Once a channel, whoever reads there. */
async function tell(
  { newId, policies }: PauseDependencies,
  { outbox }: Records,
  { user }: Actor,
  told: Told & Pick<PauseNoticeMessage, 'at' | 'underWay'>,
): Promise<void> {
  const message: PauseNoticeMessage = { kind: 'pause-news', by: user, ...told };
  const channels = new Set(policies().flatMap(({ policy }) => policy.channel ?? []));
  await outbox.add([...channels].map((channel) => ({ id: newId(), channel, message, createdAt: told.at })));
}

/** The accounts for which somebody may approve, or `any` of them; `problem`: there is none, and why. */
async function readMay(
  dependencies: PauseDependencies,
  user: string,
  need: 'any' | 'each',
): Promise<{ readonly may: ReadonlySet<string>; readonly problem?: Refusal }> {
  const may = new Set<string>();
  const problems: Refusal[] = [];
  const policies = dependencies.policies();
  const membership = await readMembershipOf(
    dependencies,
    user,
    policies.map(({ policy }) => policy),
    need,
  );
  for (const { account, policy } of policies) {
    const problem = approverProblem(user, policy, membership);
    if (problem === undefined) may.add(account);
    else problems.push(problem);
  }
  if (may.size > 0) return { may };
  const unread = problems.find((problem) => problem === 'approver-unverifiable');
  return { may, problem: unread ?? problems[0] ?? 'no-approvers' };
}
