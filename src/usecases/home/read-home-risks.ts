import { askedMessageId, type ExceptionDependencies } from '../exceptions/ask-exception.ts';
import { accountsOf, maySelfApprove } from '../exceptions/exception-approvers.ts';
import { riskView } from '../exceptions/risk-view.ts';
import type { HomeRisks, WaitingRisk } from '../messages/home-page.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';

export type HomeRiskDependencies = Pick<ExceptionDependencies, 'store' | 'clock' | 'accounts' | 'approvals'>;

const mostShown = 3;

/**
 * The risks that wait for this person's yes or no, the earliest end first, by the records and the configuration. As with
 * requests, whoever a user group may let decide sees them too: a press asks the chat.
 */
export async function readHomeRisks(dependencies: HomeRiskDependencies, user: string): Promise<HomeRisks> {
  const { store, clock } = dependencies;
  const asked = (await store.exceptions.inState(['asked'])).filter(({ until }) => until.at > clock.now());
  const judged = await Promise.all(asked.map(async (row) => ((await concerns(dependencies, row, user)) ? [row] : [])));
  const forMe = judged.flat();
  const shown = await Promise.all(forMe.slice(0, mostShown).map((row) => waitingRisk(dependencies, row)));
  return { total: forMe.length, shown };
}

async function concerns(dependencies: HomeRiskDependencies, row: ExceptionRow, user: string): Promise<boolean> {
  const accounts = accountsOf(dependencies, row.scope, await dependencies.store.exceptions.reached(row.scope));
  if (accounts.length === 0 || (row.askedBy === user && !maySelfApprove(dependencies, accounts))) return false;
  return accounts.every((account) => {
    const { users, usergroups } = dependencies.approvals(account)?.approvers ?? { users: [], usergroups: [] };
    return users.includes(user) || usergroups.length > 0;
  });
}

async function waitingRisk({ store, accounts }: HomeRiskDependencies, row: ExceptionRow): Promise<WaitingRisk> {
  const message = await store.outbox.get(askedMessageId(row.id));
  if (message === undefined || message.goneAt !== undefined) return riskView(row, { accounts });
  const { permalink, channel } = message;
  return { ...riskView(row, { accounts }), channel, ...(permalink !== undefined && { link: permalink }) };
}
