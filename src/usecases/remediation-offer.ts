import { isFixed } from '../domain/fixed.ts';
import type { Account } from '../domain/fleet.ts';
import { isRetirable } from '../domain/retire-plan.ts';
import { reasonWords } from './explain.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { ProblemMessage, RemediationOfferMessage } from './message.ts';
import type { Store } from './ports.ts';

export interface OfferDependencies {
  readonly store: Pick<Store, 'findings'>;
}

/** The open findings about one name, as recorded, each ready to be remediated. */
export type OfferRemediation = (
  account: Account,
  region: string,
  name: string,
) => Promise<RemediationOfferMessage | ProblemMessage>;

export function createOffer({ store }: OfferDependencies): OfferRemediation {
  return async (account, region, name) => {
    const { id, name: accountName } = account;
    if (id === undefined || account.remediationRoleArn === undefined)
      return { kind: 'problem', ...explainRefusal('remediation-off'), suggestions: [] };
    const rows = await store.findings.openNamed({ account: id, region }, name);
    if (rows.length === 0) return notRecorded(account, region, name);
    return {
      kind: 'remediation-offer',
      account: id,
      ...(accountName !== undefined && { accountName }),
      region,
      name,
      findings: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        why: reasonWords(row.reason, row.detail),
        ...(isRetirable(row) && { retire: true as const }),
        ...(isFixed(row) && { fixed: true as const }),
      })),
    };
  };
}

function notRecorded({ id, name: accountName }: Account, region: string, name: string): ProblemMessage {
  const place = `${id ?? accountName ?? ''} ${region}`.trim();
  return {
    kind: 'problem',
    what: `There is no open finding about "${name}" in ${accountName ?? id ?? 'that account'}, ${region}.`,
    next: 'Check the name: it must match to the letter. Gluewarden remediates what an audit has recorded, so audit there first.',
    suggestions: [`/glue-audit ${place}`],
  };
}
