import type { Rule } from '../../src/domain/rules/rule.ts';

/** A second rule, for tests alone: S3 encryption of each configuration. Nothing of the bot remediates it. */
export const s3Rule: Rule = {
  id: 'Test-S3',
  title: 'S3 encryption mode',
  summary: 'Each security configuration encrypts what jobs write to S3.',
  riskLevel: 'High',
  standards: ['TEST'],
  relatedControls: [],
  remediation: ['Create a copy with S3 encryption.'],
  remediable: false,
  words: { encryption: 'S3 encryption', short: 'S3', unprotected: 'what it writes to S3' },
  check: ({ configurations }) =>
    configurations.items
      .filter(({ s3 }) => s3.every(({ mode }) => mode === undefined || mode === 'DISABLED'))
      .map(({ name }) => ({ kind: 'configuration', name, reason: 'disabled' })),
};
