import type { FindingKind } from '../domain/model.ts';
import { glue005 } from '../domain/rules/glue-005.ts';
import { findRule, isRemediable } from '../domain/rules/index.ts';
import { type AuditReport, isOpen } from './report.ts';

const [copy = '', switchBy = '', keepKey = ''] = glue005.remediation;

/** What to do after this audit, in order; empty when nothing is left to do. */
export function nextSteps({ results }: AuditReport): string[] {
  const findings = results.flatMap((result) => result.findings).filter(isOpen);
  const kinds = new Set<FindingKind>(findings.filter(isRemediable).map(({ kind }) => kind));
  const others = new Set(findings.filter((finding) => !isRemediable(finding)).map(({ rule }) => rule));
  const unknown = results.some(({ outcome }) => outcome === 'unknown');
  const exposed = findings.some(({ exposure }) => exposure === 'exposed');
  const worst = exposed && findings.some(({ exposure }) => exposure !== 'exposed');
  return [
    ...(results.length === 0 ? ['Check the accounts and regions that were asked for, and the configuration.'] : []),
    ...(worst ? ['Begin with what is exposed: runs there have bookmarks that nothing encrypts, or fail.'] : []),
    ...(kinds.has('configuration') ? [copy, switchBy, keepKey] : []),
    ...(kinds.has('unprotected-job')
      ? [
          'Unprotected jobs: give each one a security configuration with bookmark encryption. It also decides the S3 and log encryption of the job, and the role of the job needs kms:Encrypt and kms:Decrypt on the key.',
        ]
      : []),
    ...(kinds.has('dangling-reference')
      ? ['Dangling references: create the missing configuration, or let the job name one that exists.']
      : []),
    ...(kinds.has('unusable-key')
      ? [
          'Unusable keys: enable the key, or cancel its deletion, while that is possible. Otherwise use a configuration with a working symmetric key of the same region.',
        ]
      : []),
    ...[...others].flatMap((id) => (findRule(id)?.remediation ?? []).map((step) => `${id}: ${step}`)),
    ...(unknown
      ? [
          'Fix access to what could not be scanned; "npm run -s doctor" shows what is missing. Until then nothing is known there.',
        ]
      : []),
    ...(findings.length > 0 || unknown ? ['Run the audit again.'] : []),
  ];
}
