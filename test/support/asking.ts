import type { SeveralDependencies } from '../../src/usecases/remediation/surface/remediation-several.ts';
import type { fakes } from './fake-plan-reads.ts';
import { digest, key } from './plans.ts';
import { account, type RemediationKit } from './remediation.ts';

/** What asking for a remediation needs, over these records and these reads. Everybody may ask. */
export function askingDependencies(kit: RemediationKit, reads: ReturnType<typeof fakes>): SeveralDependencies {
  return {
    ...kit,
    approvals: kit.approvals,
    authorise: async () => {},
    cloud: reads.cloud,
    remediation: reads.remediation,
    propose: (request) => reads.propose(request),
    proposeTogether: (request) => reads.proposeTogether(request),
    configuredKey: () => key,
    mode: 'bookmarks-only',
    digest,
    enabled: true,
    account: (id) => (id === account.id ? account : undefined),
    onQueued: () => {},
    onAnnounced: () => {},
  };
}
