import { onTestFinished } from 'vitest';
import type { Approvals } from '../../../src/domain/remediation/approval.ts';
import type { ExceptionDependencies, ExceptionOrder } from '../../../src/usecases/exceptions/ask-exception.ts';
import type { ExceptionRow } from '../../../src/usecases/ports/records/exception-records.ts';
import { now } from '../../domain/exceptions/samples.ts';
import { finding } from '../../store/samples.ts';
import { silentLog } from '../../support/aws/aws.ts';
import { memoryStore } from '../../support/memory-store.ts';

const account = '111111111111';
export const place = { account, region: 'eu-west-1' } as const;
export const identity = { rule: 'Glue-005', ...place, kind: 'configuration', name: 'orders-etl' } as const;
const approvers = { users: ['UAPPROVER', 'UASKER'], usergroups: [] };
const policy: Approvals = {
  channel: 'CAPPROVALS',
  approvers,
  required: 1,
  allowSelfApproval: false,
  expireAfter: 86_400_000,
  remindBefore: 3_600_000,
};

/** A store with three open findings, and whatever asking, deciding and ending needs. Everything can be changed. */
export async function exceptionWorld() {
  const clock = { at: now };
  const store = await memoryStore(() => clock.at);
  onTestFinished(() => store.close());
  await store.findings.insert([
    finding('latent', { name: 'orders-etl', exposure: 'latent' }),
    finding('unused', { name: 'orders-old', exposure: 'unused' }),
    finding('other', { account: '222222222222', name: 'orders-etl', exposure: 'exposed' }),
  ]);
  let ids = 0;
  const policies = new Map<string, Approvals | undefined>([
    [account, policy],
    ['222222222222', { ...policy, channel: 'COTHER', approvers: { users: ['UOTHER'], usergroups: [] } }],
  ]);
  const dependencies = {
    store,
    clock: { now: () => clock.at, monotonic: () => clock.at, sleep: async () => {} },
    newId: () => `id-${ids++}-of-it`,
    log: silentLog,
    chat: { usergroupMembers: async () => [] },
    accounts: [
      { id: account, name: 'data-production', regions: 'enabled' as const },
      { id: '222222222222', regions: 'enabled' as const },
    ],
    approvals: (id: string) => policies.get(id),
    rules: {
      maximum: 180 * 86_400_000,
      timezone: 'UTC',
      consent: 'required' as ExceptionDependencies['rules']['consent'],
    },
  } satisfies ExceptionDependencies;
  const actor = { user: 'UASKER', channel: 'CASKED' };
  const order = (given: Partial<ExceptionOrder> = {}): ExceptionOrder => ({
    scope: { finding: identity },
    reason: 'ends in March',
    owner: 'UASKER',
    until: '2027-03-31',
    evenIfWorse: false,
    ...given,
  });
  return {
    store,
    clock,
    policy,
    policies,
    dependencies,
    actor,
    order,
    /** What waits to be posted, as "channel kind". */
    async sent() {
      const rows = await store.outbox.claimDue(clock.at + 1, clock.at + 2, 'p', 100);
      return rows.map(({ channel, message }) => [channel, message] as const);
    },
    trail: async (id: string) => (await store.remediation.auditTrail(id)).map(({ action }) => action),
  };
}

/** The row of what was asked for. */
export function rowOf(asked: object): ExceptionRow {
  if ('row' in asked) return asked.row as ExceptionRow;
  throw new Error(JSON.stringify(asked));
}
