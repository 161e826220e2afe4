import type { BulkForm } from '../../src/usecases/messages/remediation-forms.ts';

/** What can be chosen for several findings of one region. */
export function bulkForm(given: Partial<BulkForm> = {}): BulkForm {
  return {
    kind: 'several-form',
    account: '111122223333',
    accountName: 'data-production',
    region: 'ap-southeast-2',
    queryId: 'q1',
    findings: bulkFindings(3),
    left: 0,
    asked: 0,
    most: 40,
    configuredKey: 'arn:aws:kms:ap-southeast-2:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111',
    eachConfigured: false,
    keys: [],
    attach: [],
    mode: 'bookmarks-only',
    canary: true,
    ...given,
  };
}

export function bulkFindings(count: number): BulkForm['findings'] {
  return Array.from({ length: count }, (_, index) => ({
    id: `f${index}`,
    kind: index % 2 === 0 ? ('configuration' as const) : ('unprotected-job' as const),
    name: `etl-standard-${index}`,
    region: 'ap-southeast-2',
    exposure: 'exposed' as const,
  }));
}
