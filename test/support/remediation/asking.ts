import type { BulkDependencies } from '../../../src/usecases/remediation/surface/remediation-bulk.ts';
import type { fakes } from '../fakes/fake-plan-reads.ts';
import { hash, key } from './plans.ts';
import { account, type RemediationKit } from './remediation.ts';

/** What asking for a remediation needs, over these records and these reads. Everybody may ask. */
export function askingDependencies(kit: RemediationKit, reads: ReturnType<typeof fakes>): BulkDependencies {
  return {
    ...kit,
    fleet: { accounts: [account], schedules: [] },
    approvals: kit.approvals,
    authorise: async () => {},
    cloud: reads.cloud,
    remediation: reads.remediation,
    propose: (request) => reads.propose(request),
    proposeTogether: (request) => reads.proposeTogether(request),
    configuredKey: () => key,
    mode: 'bookmarks-only',
    hash,
    enabled: true,
    account: (id) => (id === account.id ? account : undefined),
    onQueued: () => {},
    onAnnounced: () => {},
  };
}
