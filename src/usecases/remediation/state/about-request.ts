import type { RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';

const mostFindings = 5;

type About = Pick<
  RemediationProgressMessage,
  'requestId' | 'askedBy' | 'account' | 'accountName' | 'regions' | 'findings' | 'findingsTotal'
>;

/** What every message about an approved request says of it. */
export function aboutRequest({ id, askedBy, account, plans }: RequestRow): About {
  const first = plans[0]?.plan;
  return {
    requestId: id,
    askedBy,
    account,
    ...(first?.accountName !== undefined && { accountName: first.accountName }),
    regions: [...new Set(plans.map(({ plan }) => plan.target.region))].sort(),
    findings: plans.slice(0, mostFindings).map(({ plan }) => plan.finding),
    findingsTotal: plans.length,
  };
}
