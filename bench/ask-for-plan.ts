import { randomBytes } from 'node:crypto';
import { createCloud } from '../src/aws/cloud.ts';
import { createRemediationCloud } from '../src/aws/remediation-cloud.ts';
import { loadConfig } from '../src/config/config.ts';
import type { Account } from '../src/domain/fleet.ts';
import { silentLog } from '../src/ops/logging.ts';
import { systemClock } from '../src/ops/system-clock.ts';
import { openVault, sha256 } from '../src/ops/vault.ts';
import { openStore } from '../src/store/open-store.ts';
import type { NewOutboxMessage } from '../src/usecases/ports/outbox-records.ts';
import type { RequestRow } from '../src/usecases/ports/remediation-records.ts';
import { composeRequest } from '../src/usecases/remediation/messages/compose-request.ts';
import { createProposePlan } from '../src/usecases/remediation/plan/propose-plan.ts';
import { openRequest, type PlanToRequest } from '../src/usecases/remediation/request/open-request.ts';
import { announcementId } from '../src/usecases/remediation/state/announced-at.ts';

export interface PlanWish {
  /** The bot's own: its database, its key (GLUEWARDEN_KEY) and its configuration file. */
  readonly databaseUrl: string;
  readonly key: string;
  readonly configPath: string;
  readonly account: string;
  readonly region: string;
  /** Of a noncompliant configuration. */
  readonly name: string;
  /** The ARN of the key that bookmarks are to be encrypted with. */
  readonly kmsKey: string;
  readonly canary: boolean;
  readonly askedBy: string;
}

/** Approvers must be named one by one: nobody is asked who is in a group. */
const chat = { usergroupMembers: async () => [] };
const newId = () => randomBytes(16).toString('base64url');

/**
 * Asks for a remediation as the form does, without its screens: the plan is made from what the AWS of this process's
 * environment has, sealed, and written with the message for the approvers, which a running bot then sends. The request.
 */
export async function askForPlan(wish: PlanWish): Promise<RequestRow> {
  const { databaseUrl, key, configPath, askedBy } = wish;
  const config = await loadConfig(configPath, true);
  const account = (id: string) => config.accounts.find((each) => each.id === id);
  const approvals = (id: string) => account(id)?.approvals ?? config.approvals;
  const plan = await propose(wish, account(wish.account) ?? { regions: 'enabled' });
  const store = await openStore({ databaseUrl });
  try {
    const announce = (request: RequestRow): NewOutboxMessage[] => [
      {
        id: announcementId(request.id),
        channel: approvals(wish.account)?.channel ?? '',
        message: composeRequest(request, []),
        createdAt: systemClock.now(),
      },
    ];
    const vault = openVault({ key, log: silentLog });
    const opened = await openRequest(
      {
        ...{ store, vault, clock: systemClock, log: silentLog, newId, chat, enabled: true },
        account,
        approvals,
        announce,
      },
      { actor: { user: askedBy, channel: 'CDATAPLATFORM' }, reason: 'The audit names it.', plans: [plan] },
    );
    if ('refused' in opened) throw new Error(`The request was refused: ${opened.refused}`);
    return opened.request;
  } finally {
    await store.close();
  }
}

async function propose({ region, name, kmsKey, canary }: PlanWish, account: Account): Promise<PlanToRequest> {
  const options = { clock: systemClock, log: silentLog, env: process.env };
  const [cloud, remediation] = [createCloud(options), createRemediationCloud(options)];
  try {
    const proposePlan = createProposePlan({ cloud, remediation, clock: systemClock, newId, hash: sha256 });
    const choice = { mode: 'bookmarks-only', key: kmsKey, crawlers: false, visualJobs: false, canary } as const;
    const proposal = await proposePlan({ account, region, name, kind: 'configuration', choice });
    if ('refusals' in proposal) throw new Error(`No plan: ${JSON.stringify(proposal.refusals)}`);
    return proposal;
  } finally {
    cloud.close();
    remediation.close();
  }
}
