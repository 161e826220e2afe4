import { targetKey } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { templateSnippet } from '../../domain/plan/template-snippet.ts';
import type { RevertedNoticeMessage } from '../messages/afterwards-messages.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { NewId } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';
import { inThread, threadOf } from '../remediation/state/announced-at.ts';
import { managedWords, toolsOf } from '../words/template-words.ts';
import type { openedReverts } from './reverted-jobs.ts';

export interface RevertedNoticeInput {
  readonly opened: ReturnType<typeof openedReverts>;
  readonly at: number;
  readonly newId: NewId;
  /** Where the approvers of an account read. */
  readonly channelOf: (account: string) => string | undefined;
}

const mostJobs = 20;

/**
 * Tells the requester of a remediation, and in its thread, that jobs of it were reverted by a deploy: one message a
 * target and request.
 */
export async function revertedNotice(
  { remediation, outbox }: Pick<Records, 'remediation' | 'outbox'>,
  { opened, at, newId, channelOf }: RevertedNoticeInput,
): Promise<NewOutboxMessage[]> {
  const notice: NewOutboxMessage[] = [];
  for (const group of Map.groupBy(opened, ({ jobSwitch }) =>
    JSON.stringify([targetKey(jobSwitch), jobSwitch.requestId]),
  ).values()) {
    const [first] = group;
    const request = first && (await remediation.request(first.jobSwitch.requestId));
    if (first === undefined || request === undefined) continue;
    const ofGroup = new Set(group.map(({ jobSwitch }) => jobSwitch.planId));
    const plans = request.plans.map(({ plan }) => plan).filter(({ id }) => ofGroup.has(id));
    const message = compose(group, plans, { requestId: request.id, askedBy: request.askedBy, at });
    const parent = await threadOf({ outbox }, request, channelOf(message.account));
    notice.push(inThread(parent, { id: newId(), message, createdAt: at }, true));
    if (request.askedBy !== parent.channel)
      notice.push({ id: newId(), channel: request.askedBy, message, createdAt: at });
  }
  return notice;
}

function compose(
  group: RevertedNoticeInput['opened'],
  plans: readonly Plan[],
  about: Pick<RevertedNoticeMessage, 'requestId' | 'askedBy' | 'at'>,
): RevertedNoticeMessage {
  const jobs = group.map(({ jobSwitch, row }) => ({
    findingId: row.id,
    name: row.name,
    ...(row.detail !== undefined && { configuration: row.detail }),
    to: jobSwitch.to,
    movedAt: jobSwitch.movedAt,
  }));
  const managed = managedWords(plans);
  const tools = toolsOf(plans, managed);
  const goals = [...new Set(group.map(({ jobSwitch }) => jobSwitch.to))];
  const [first] = plans;
  return {
    kind: 'reverted-news',
    ...about,
    account: first?.target.account ?? 'unknown',
    ...(first?.accountName !== undefined && { accountName: first.accountName }),
    region: first?.target.region ?? 'unknown',
    jobs: jobs.slice(0, mostJobs),
    jobsTotal: jobs.length,
    managed,
    snippets: goals
      .slice(0, mostJobs)
      .flatMap((to) => tools.map((tool) => ({ tool, text: templateSnippet(tool, 'job', to) }))),
  };
}
