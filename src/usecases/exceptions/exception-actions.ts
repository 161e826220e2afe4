import { isExpected } from '../../domain/errors.ts';
import { dayIn } from '../../domain/exceptions/end-day.ts';
import { latestDay } from '../../domain/exceptions/judge-exception.ts';
import type { Authorise } from '../authorise.ts';
import type { AcceptForm } from '../messages/accept-form.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { ExceptionNoticeMessage, ExceptionRequestMessage } from '../messages/exception-messages.ts';
import type { PostedMessage } from '../ports/chat.ts';
import type { Actor } from '../ports/command.ts';
import type { FindingRow } from '../ports/finding-records.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Records } from '../ports/store.ts';
import { readAskedToAccept } from '../remediation/state/read-acts.ts';
import { explainError } from '../words/explain.ts';
import { explainRefusal } from '../words/explain-refusal.ts';
import { type AskProblem, askException, askedMessageId, type ExceptionDependencies } from './ask-exception.ts';
import { decideException } from './decide-exception.ts';
import { askProblem, refusedMessage } from './exception-words.ts';
import { riskView } from './risk-view.ts';

/** What a person filled into the form. */
export interface AcceptOrder {
  readonly findingId: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly evenIfWorse: boolean;
}

/** `request`: how the pressed message must look from now on; `post`: where it is. */
export interface RiskAnswer {
  readonly request?: ExceptionRequestMessage;
  readonly post?: PostedMessage;
  readonly problem?: ProblemMessage;
}

/**
 * What buttons and forms of any surface call for accepted risks. Each checks for itself whether the actor may, and takes
 * opaque ids. Problems are answers; each rejects only with what nobody foresaw.
 */
export interface ExceptionActions {
  acceptForm(actor: Actor, findingId: string): Promise<AcceptForm | ProblemMessage>;
  accept(actor: Actor, order: AcceptOrder): Promise<ExceptionNoticeMessage | ProblemMessage>;
  decideRisk(
    actor: Actor,
    order: {
      readonly id: string;
      readonly decision: 'accept' | 'reject';
      /** Of a rejection. */
      readonly reason?: string;
      readonly message?: { readonly channel: string; readonly ts: string };
    },
  ): Promise<RiskAnswer>;
}

export interface ExceptionActionsDependencies extends ExceptionDependencies {
  readonly authorise: Authorise;
  /** Something waits to be delivered. */
  readonly onAnnounced: () => void;
}

const gone: ProblemMessage = {
  kind: 'problem',
  what: 'This finding is not open any more.',
  next: 'There is nothing to accept. Audit again to see what is open now.',
  suggestions: [],
};

const proposedMs = 90 * 86_400_000;

export function createExceptionActions(dependencies: ExceptionActionsDependencies): ExceptionActions {
  const { store, clock, rules, authorise, onAnnounced } = dependencies;
  return {
    acceptForm: (actor, findingId) =>
      safely(async () => {
        await authorise(actor);
        const finding = await toAccept(dependencies, findingId);
        if ('problem' in finding) return finding.problem;
        if (finding.accepted !== undefined) return acceptedAlready(finding);
        if ((await readAskedToAccept(store))(finding)) return firstProblem(dependencies, 'asked-already');
        const isOpenToAll = rules.consent === 'none' || dependencies.approvals(finding.account) !== undefined;
        if (!isOpenToAll) return firstProblem(dependencies, 'no-approvers');
        const now = clock.now();
        const { timezone } = rules;
        const { account, accountName, region, kind, name, exposure } = finding;
        return {
          kind: 'accept-form',
          finding: { account, region, kind, name, exposure, ...(accountName !== undefined && { accountName }) },
          first: dayIn(timezone, now),
          latest: latestDay(rules, now),
          proposed: dayIn(timezone, now + Math.min(proposedMs, rules.maximum)),
          timezone,
          needsConsent: rules.consent === 'required',
        };
      }),

    accept: (actor, { findingId, ...order }) =>
      safely(async () => {
        await authorise(actor);
        const finding = await toAccept(dependencies, findingId);
        if ('problem' in finding) return finding.problem;
        const { rule, account, region, kind, name } = finding;
        const scope = { finding: { rule, account, region, kind, name } };
        const asked = await askException(dependencies, actor, { ...order, ownerIs: 'person', scope, once: true });
        if ('problems' in asked) return askProblem(asked.problems, endWords(dependencies));
        onAnnounced();
        return asked.notice;
      }),

    async decideRisk(actor, { id, decision, reason, message }) {
      const decided = await decideException(dependencies, {
        id,
        by: actor.user,
        decision,
        ...(reason !== undefined && { reason }),
        ...(message && { message }),
      });
      const shown = decided.row && (await requestAfter(store, decided.row));
      if ('refused' in decided) return { ...shown, problem: refusedMessage(decided.refused) };
      onAnnounced();
      return shown ?? {};
    },
  };
}

/** The latest end, for words. */
export function endWords({ rules, clock }: Pick<ExceptionDependencies, 'rules' | 'clock'>) {
  return { latest: latestDay(rules, clock.now()), timezone: rules.timezone };
}

/** The finding, if it is open and of an account that is watched: one without an id is of the bot's own credentials. */
async function toAccept(
  { store, accounts }: ExceptionDependencies,
  id: string,
): Promise<FindingRow | { readonly problem: ProblemMessage }> {
  const finding = await store.findings.byId(id);
  if (finding === undefined || finding.resolvedAt !== undefined) return { problem: gone };
  if (accounts.some((account) => account.id === undefined || account.id === finding.account)) return finding;
  return { problem: { kind: 'problem', ...explainRefusal('not-configured'), suggestions: [] } };
}

function firstProblem(dependencies: ExceptionDependencies, problem: AskProblem): ProblemMessage {
  return askProblem([problem], endWords(dependencies));
}

function acceptedAlready({ accepted }: FindingRow): ProblemMessage {
  return {
    kind: 'problem',
    what: `This finding is accepted until ${accepted?.until} already.`,
    next: 'To change that, type /glue-audit accepted: it lists what is accepted, with what to type.',
    suggestions: [],
  };
}

/** The message that asked, as the tables say it now, and where it was posted. Undefined: it is not kept any more. */
export async function requestAfter(
  { outbox }: Pick<Records, 'outbox'>,
  row: ExceptionRow,
): Promise<Pick<RiskAnswer, 'request' | 'post'> | undefined> {
  const posted = await outbox.get(askedMessageId(row.id));
  if (posted?.message.kind !== 'exception-request') return undefined;
  const { accountNames } = posted.message.risk;
  const risk = { ...riskView(row, { accounts: [] }), ...(accountNames && { accountNames }) };
  const request = { ...posted.message, risk };
  const { postedChannel: channel, postedTs: ts } = posted;
  return channel === undefined || ts === undefined ? { request } : { request, post: { channel, ts } };
}

/** Problems become messages. @throws what nobody foresaw */
async function safely<T>(work: () => Promise<T>): Promise<T | ProblemMessage> {
  try {
    return await work();
  } catch (error) {
    if (!isExpected(error)) throw error;
    return explainError(error);
  }
}
