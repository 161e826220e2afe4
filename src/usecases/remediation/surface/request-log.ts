import { isExpected } from '../../../domain/errors.ts';
import type { RequestState } from '../../../domain/remediation/remediation.ts';
import type { ProblemMessage } from '../../messages/command-messages.ts';
import type { LogEntryView, RequestLogMessage } from '../../messages/evidence-messages.ts';
import type { Actor } from '../../ports/command.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Store } from '../../ports/store.ts';
import { logEntryView } from '../messages/log-words.ts';
import { mayRead, type RemediationActionsDependencies } from './remediation-actions.ts';
import { safely } from './stop.ts';

/** Slack's tables have 100 rows. */
const mostShown = 90;
const mostOthers = 20;
const page = 500;

type Dependencies = Pick<RemediationActionsDependencies, 'authorise' | 'approvals' | 'chat' | 'log'> & {
  readonly store: Store;
};

/** `word`: the id of a request, or the name of what it is about: of several the latest that they may read. */
export type ReadRequestLog = (actor: Actor, word: string) => Promise<RequestLogMessage | ProblemMessage>;

/** Who did what on a request, refused attempts too: for whoever may see its details. */
export function createRequestLog(dependencies: Dependencies): ReadRequestLog {
  const { store } = dependencies;
  return (actor, word) =>
    safely(async () => {
      const found = await store.auditLog.requestsFor(word, mostOthers);
      const request = await firstReadable(dependencies, actor, found);
      if (request === undefined) return notFound(word);
      const others = found.filter(({ id }) => id !== request.id);
      return { ...aboutRequest(request), ...(await readEntries(store, request)), others };
    });
}

/**
 * The newest that this person may read: a name means something in many accounts, with approvers of their own. The refusal is
 * that of the newest. @throws what refuses them all
 */
async function firstReadable(
  dependencies: Dependencies,
  actor: Actor,
  found: readonly { readonly id: string }[],
): Promise<RequestRow | undefined> {
  const refusals: unknown[] = [];
  for (const { id } of found) {
    const request = await dependencies.store.remediation.request(id);
    if (request === undefined) continue;
    try {
      await mayRead(dependencies, actor, request);
      return request;
    } catch (error) {
      if (!isExpected(error)) throw error;
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
  return undefined;
}

function aboutRequest({ id, state, account, plans }: RequestRow) {
  const first = plans[0]?.plan;
  return {
    kind: 'request-log',
    requestId: id,
    state: state satisfies RequestState,
    account,
    ...(first?.accountName !== undefined && { accountName: first.accountName }),
    region: first?.target.region ?? 'unknown',
    findings: plans.map(({ plan }) => plan.finding.name),
  } as const;
}

/** Its own entries and those of its executions, the newest first. */
async function readEntries(store: Store, request: RequestRow): Promise<Pick<RequestLogMessage, 'entries' | 'total'>> {
  const executions = await store.remediation.executions(request.id);
  const subjects = [request.id, ...executions.map(({ id }) => id)];
  const entries: LogEntryView[] = [];
  let total = 0;
  for (let after = 0; ; ) {
    const some = await store.auditLog.page(after, page, { subjects });
    const last = some.at(-1);
    if (last === undefined) return { entries: entries.toReversed(), total };
    after = last.place;
    total += some.length;
    entries.push(...some.map(logEntryView));
    entries.splice(0, Math.max(0, entries.length - mostShown));
  }
}

function notFound(word: string): ProblemMessage {
  return {
    kind: 'problem',
    what: `No request has the id "${word}", and none is about something of that name.`,
    next: 'Requests that nobody decided are deleted after their time; the audit trail keeps their entries. The operator has them: npm run -s audit-log -- show --subject, with the id. What goes on now:',
    suggestions: ['/glue-remediate status'],
  };
}
