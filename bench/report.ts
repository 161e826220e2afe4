import { type AuditFigures, names, type WarmFigures } from './audits.ts';
import { fleetSize, type Seed } from './sandbox.ts';
import { renderCounts, renderTable, type Target } from './table.ts';

function figuresOf(name: string, figures: readonly AuditFigures[]): AuditFigures {
  const found = figures.find((each) => each.name === name);
  if (!found) throw new Error(`Not measured: ${name}`);
  return found;
}

function ratio(value: number, baseline: number): string {
  return (value / baseline).toFixed(2);
}

/** How long, how much and which requests, a line for each contender. */
export function renderAudits(seed: Seed, figures: readonly AuditFigures[]): string {
  const baseline = figuresOf(names.baseline, figures);
  const rows = figures.map(({ name, wallMs, cpuMs, peakMb, findings }) => [
    name,
    String(Math.round(wallMs)),
    ratio(wallMs, baseline.wallMs),
    String(Math.round(cpuMs)),
    ratio(cpuMs, baseline.cpuMs),
    String(Math.round(peakMb)),
    String(findings),
  ]);
  const head = [`${seed} fleet`, 'wall ms', 'ratio', 'CPU ms', 'ratio', 'peak MB', 'findings'];
  const requests = Map.groupBy(figures, (each) => renderCounts(each.requests));
  const lines = [...requests].map(
    ([counts, who]) => `  requests, ${who.map(({ name }) => name).join('; ')}:\n    ${counts}`,
  );
  return [renderTable(head, rows), ...lines].join('\n');
}

function glueRequests(requests: Readonly<Record<string, number>>): number {
  const glue = Object.entries(requests).filter(([operation]) => operation.startsWith('glue:'));
  return glue.reduce((sum, [, count]) => sum + count, 0);
}

/** What the figures of one fleet are held to. */
export function auditTargets(seed: Seed, figures: readonly AuditFigures[]): readonly Target[] {
  const baseline = figuresOf(names.baseline, figures);
  const file = figuresOf(names.file, figures);
  const wanted = seed === 'clean' ? 2 * fleetSize.regions : glueRequests(baseline.requests);
  return [
    {
      what: `${seed}: requests to Glue (who is asking goes to STS and does not count)`,
      measured: glueRequests(file.requests),
      most: wanted,
      exactly: seed === 'clean',
    },
    ...[
      { name: names.named, most: 1.15 },
      { name: names.file, most: 1 },
    ].map(({ name, most }) => ({
      what: `${seed}: ${name}, cold: wall beside the plain script`,
      measured: figuresOf(name, figures).wallMs / baseline.wallMs,
      most,
    })),
  ];
}

/** What a scan costs once everything is loaded and connected. */
export function renderWarm({ scanMs, handMs, firstMs }: WarmFigures): string {
  const [ours, byHand, first] = [scanMs, handMs, firstMs].map(Math.round);
  return `  in a running process: scan ${ours} ms, hand-signed ${byHand} ms (${ratio(scanMs, handMs)}); its first, cold scan ${first} ms`;
}

/** Where something is noncompliant the hand-signed script reads less than the scan: only the compliant fleet compares. */
export function warmTargets(seed: Seed, { scanMs, handMs }: WarmFigures): readonly Target[] {
  const scan = { what: `${seed}: scan in a running process`, measured: scanMs, most: 250, unit: 'ms' };
  if (seed !== 'clean') return [scan];
  return [
    scan,
    { what: `${seed}: the same, warm, against hand-signed requests`, measured: scanMs / handMs, most: 1.3 },
  ];
}
