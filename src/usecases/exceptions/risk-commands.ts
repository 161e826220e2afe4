import { isAll } from '../../domain/exceptions/coverage.ts';
import type { SharedScope } from '../../domain/exceptions/exception.ts';
import type { Owner } from '../../domain/exceptions/owner.ts';
import { auditEntry } from '../audit-entry.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { ExceptionNoticeMessage } from '../messages/exception-messages.ts';
import type { Message } from '../messages/message.ts';
import type { Actor } from '../ports/command.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import { type AskedException, askException, type ExceptionDependencies } from './ask-exception.ts';
import { endWords } from './exception-actions.ts';
import { askProblem, refusedMessage } from './exception-words.ts';
import { listExceptions } from './list-exceptions.ts';
import { revokeException } from './revoke-exception.ts';

/** What was typed to accept a risk. */
export interface TypedRisk {
  readonly scope: SharedScope;
  readonly reason: string;
  /** Absent: whoever asks. */
  readonly owner?: Owner;
  readonly until: string;
  readonly evenIfWorse: boolean;
}

/** A change of one that holds; what is absent stays. */
export interface TypedChange {
  readonly id: string;
  readonly until: string;
  readonly reason?: string;
}

export interface RiskCommands {
  accept(actor: Actor, risk: TypedRisk): Promise<Message>;
  list(): Promise<Message>;
  /** `id` and the next: how it begins. */
  extend(actor: Actor, change: TypedChange): Promise<Message>;
  revoke(actor: Actor, id: string): Promise<Message>;
}

export interface RiskCommandsDependencies extends ExceptionDependencies {
  readonly onAnnounced: () => void;
}

/** Of a scope that means one finding the exception is about that one: what comes later by that name is not covered. */
export function createRiskCommands(dependencies: RiskCommandsDependencies): RiskCommands {
  const { store, onAnnounced } = dependencies;
  const answer = (asked: AskedException): ExceptionNoticeMessage | ProblemMessage => {
    if ('problems' in asked) return askProblem(asked.problems, endWords(dependencies));
    onAnnounced();
    return asked.notice;
  };
  const refuse = async ({ user: by }: Actor, id: string, refusal: 'unknown' | 'of-the-file') => {
    const entry = { actor: by, action: 'exception.extend-refused', subject: id, detail: { refusal } };
    await store.transaction(({ remediation }) => remediation.audit(auditEntry(dependencies, entry)));
    return refusedMessage(refusal);
  };
  return {
    async accept(actor, { scope, owner = { owner: actor.user, ownerIs: 'person' }, ...rest }) {
      const reached = await store.exceptions.reached(scope);
      const [only] = reached;
      // One that is accepted by its tag is so only while it has it.
      const isOne = reached.length === 1 && only !== undefined && only.name === scope.name && scope.tag === undefined;
      const identity = ({ rule, account, region, kind, name }: NonNullable<typeof only>) => ({
        rule,
        account,
        region,
        kind,
        name,
      });
      return answer(
        await askException(dependencies, actor, {
          ...rest,
          ...owner,
          scope: isOne ? { finding: identity(only) } : scope,
        }),
      );
    },

    list: () => listExceptions(dependencies),

    async extend(actor, { id, until, reason }) {
      const row = await find(dependencies, id);
      if (row === undefined || row.from === 'file')
        return refuse(actor, row?.id ?? id, row === undefined ? 'unknown' : 'of-the-file');
      const { scope, owner, ownerIs, covers } = row;
      const evenIfWorse = isAll(covers);
      const whose = { owner, ...(ownerIs !== undefined && { ownerIs }) };
      const order = { scope, ...whose, evenIfWorse, until, reason: reason ?? row.reason, replaces: row.id };
      return answer(await askException(dependencies, actor, order));
    },

    async revoke(actor, id) {
      const row = await find(dependencies, id);
      // Also of what is not there: who tried is written down.
      const revoked = await revokeException(dependencies, actor.user, row?.id ?? id);
      if ('refused' in revoked) return refusedMessage(revoked.refused);
      onAnnounced();
      return revoked.notice;
    },
  };
}

/** The one whose id begins so, of those that hold or are asked for. */
async function find({ store }: ExceptionDependencies, begins: string): Promise<ExceptionRow | undefined> {
  if (begins === '') return undefined;
  const rows = (await store.exceptions.inState(['accepted', 'asked'])).filter(({ id }) => id.startsWith(begins));
  const [only] = rows;
  return rows.length === 1 ? only : undefined;
}
