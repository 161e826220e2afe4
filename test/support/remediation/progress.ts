import { sha256 } from '../../../src/ops/vault.ts';
import type { RemediationProgressMessage } from '../../../src/usecases/messages/afterwards-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { ApprovalRequestMessage } from '../../../src/usecases/messages/request-messages.ts';
import type { PostedMessage } from '../../../src/usecases/ports/chat.ts';
import { createRefreshProgress } from '../../../src/usecases/remediation/messages/refresh-progress.ts';
import { progressId } from '../../../src/usecases/remediation/state/announced-at.ts';
import { bookmarkOf } from './afterwards.ts';
import { approved, type RemediationKit, remediationKit, smallGlue } from './remediation.ts';

export interface Edit extends PostedMessage {
  readonly message: RemediationProgressMessage;
}

/** The refresh of one process, over a chat whose next edits may fail. */
export function refreshOf(kit: RemediationKit, edits: Edit[] = []) {
  /** Each is thrown by one edit; a function is called in its place. */
  const next: (Error | (() => void | Promise<void>))[] = [];
  /** What happens to edits that have left, and to those that have landed. */
  const onTheWay: (() => Promise<void>)[] = [];
  const landed: (() => Promise<void>)[] = [];
  let tries = 0;
  /** Thrown by edits of the first message of the thread; and what happens right before them. */
  const failRequests: Error[] = [];
  const duringRequest: (() => Promise<void>)[] = [];
  const requests: { readonly ts: string; readonly message: ApprovalRequestMessage }[] = [];
  const chat = {
    usergroupMembers: kit.chat.usergroupMembers.bind(kit.chat),
    async update(posted: PostedMessage, message: Message, options?: { rightBefore?: () => Promise<void> }) {
      if (message.kind === 'approval-request') {
        const failure = failRequests.shift();
        if (failure) throw failure;
        await duringRequest.shift()?.();
        await options?.rightBefore?.();
        requests.push({ ts: posted.ts, message });
        return;
      }
      tries += 1;
      const meets = next.shift();
      if (meets instanceof Error) throw meets;
      await meets?.();
      await options?.rightBefore?.();
      await onTheWay.shift()?.();
      if (message.kind !== 'remediation-progress') throw new Error(`not progress: ${message.kind}`);
      edits.push({ channel: posted.channel, ts: posted.ts, message });
      await landed.shift()?.();
    },
  };
  const state = { held: false };
  const asked: number[] = [];
  const checkAgain = (ms: number) => void asked.push(ms);
  const refresh = createRefreshProgress({
    ...kit,
    chat,
    approvals: (account) => kit.approvals(account),
    hash: sha256,
    get enabled() {
      return !state.held;
    },
    checkAgain,
  });
  return {
    refresh,
    edits,
    requests,
    failRequests,
    duringRequest,
    next,
    onTheWay,
    landed,
    tries: () => tries,
    state,
    asked,
  };
}

/** Posts what waits, under a ts of its own. */
export async function deliver({ store }: RemediationKit): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const rows = await store.outbox.claimDue(Number.MAX_SAFE_INTEGER, 0, 'x', 50);
    if (rows.length === 0) return ids;
    for (const { id, channel } of rows) {
      await store.outbox.sent(id, channel, `ts of ${id}`, 1);
      ids.push(id);
    }
  }
}

export async function followedProgress(databaseUrl?: string) {
  const kit = await remediationKit(smallGlue(), databaseUrl);
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await approved(kit);
  const id = progressId(request.id);
  return { kit, request, id, ...refreshOf(kit) };
}
