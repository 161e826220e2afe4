import type { AuditReport } from '../../src/terminal/report.ts';

const data = { account: '111122223333', accountName: 'data-production' };

/** The audit that the README shows as JSON: one target read to the end, one not. */
export const report: AuditReport = {
  startedAt: Date.UTC(2026, 10, 23, 8, 0, 0, 120),
  finishedAt: Date.UTC(2026, 10, 23, 8, 0, 0, 911),
  keyCheck: true,
  results: [
    {
      ...data,
      region: 'eu-west-1',
      outcome: 'scanned',
      configurations: 12,
      jobs: 48,
      rules: ['Glue-005'],
      keysChecked: true,
      keysNotChecked: [
        {
          configuration: 'vaulted',
          key: 'arn:aws:kms:eu-west-1:999988887777:key/1b2c3d4e-0000-4000-8000-1234567890ab',
          error: 'AccessDeniedException',
        },
      ],
      findings: [
        {
          rule: 'Glue-005',
          account: data.account,
          region: 'eu-west-1',
          kind: 'configuration',
          name: 'orders-etl',
          reason: 'disabled',
          exposure: 'exposed',
          references: [
            { type: 'job', name: 'orders-nightly', bookmarks: 'job-bookmark-enable', via: ['orders-catch-up'] },
            { type: 'crawler', name: 'orders-raw' },
          ],
          referencesIncomplete: [
            { call: 'ListSessions', error: 'AccessDeniedException', message: 'User: … is not authorized …' },
          ],
        },
        {
          rule: 'Glue-005',
          account: data.account,
          region: 'eu-west-1',
          kind: 'dangling-reference',
          name: 'tax-report',
          reason: 'configuration-missing',
          detail: 'finance-2022',
          exposure: 'latent',
          references: [{ type: 'job', name: 'tax-report', bookmarks: 'job-bookmark-disable' }],
        },
      ],
    },
    {
      ...data,
      region: 'us-east-1',
      outcome: 'unknown',
      reason: 'AccessDeniedException',
      call: 'GetJobs',
      message: 'User: … is not authorized to perform: glue:GetJobs …',
      configurations: 9,
      jobs: 0,
      rules: ['Glue-005'],
      keysChecked: true,
      keysNotChecked: [],
      findings: [],
    },
  ],
};
