import { expect, test } from 'vitest';
import { type AuditFigures, names } from '../../bench/audits.ts';
import { auditTargets, renderAudits, renderWarm, warmTargets } from '../../bench/report.ts';
import { verdictOf } from '../../bench/table.ts';

const requests = { 'glue:GetJobs': 17, 'glue:GetSecurityConfigurations': 17 };

function figures(name: string, more: Partial<AuditFigures> = {}): AuditFigures {
  return { name, wallMs: 500, cpuMs: 400, peakMb: 100, requests, findings: 0, ...more };
}

const asked = { ...requests, 'sts:GetCallerIdentity': 1 };
const all = [
  figures(names.baseline),
  figures(names.named, { wallMs: 550, cpuMs: 300, requests: asked }),
  figures(names.file, { wallMs: 600, requests: asked }),
];

test('each contender is put beside the plain script', () => {
  const lines = renderAudits('clean', all).split('\n');
  expect(lines[2]).toMatch(/audit --region … +550 +1\.10 +300 +0\.75 +100 +0$/);
  expect(lines).toContain(`  requests, ${names.named}; ${names.file}:`);
  expect(lines).toContain('    glue:GetJobs 17, glue:GetSecurityConfigurations 17, sts:GetCallerIdentity 1');
});

test('who is asking costs no request to Glue; with a file an audit may cost what the script does', () => {
  const targets = auditTargets('clean', all);
  expect(targets.map(({ measured }) => measured)).toEqual([34, 1.1, 1.2]);
  expect(targets[0]?.what).toContain('STS and does not count');
  expect(targets.map(verdictOf)).toEqual(['met', 'met', 'MISSED']);
});

test('a noncompliant fleet may cost what the plain script reads, and no more', () => {
  const more = figures(names.file, { requests: { ...requests, 'glue:GetTriggers': 1 } });
  const targets = auditTargets('noncompliant', [figures(names.baseline), figures(names.named), more]);
  expect(targets.map(verdictOf)).toEqual(['MISSED', 'met', 'met']);
});

test('a scan in a running process is put beside hand-signed requests, where both read the same', () => {
  const warm = { scanMs: 91.4, handMs: 65.2, firstMs: 300 };
  expect(renderWarm(warm)).toContain('scan 91 ms, hand-signed 65 ms (1.40)');
  expect(warmTargets('clean', warm).map(verdictOf)).toEqual(['met', 'MISSED']);
  expect(warmTargets('noncompliant', warm).map(verdictOf)).toEqual(['met']);
});
