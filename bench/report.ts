import { type AuditFigures, names } from './audits.ts';
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
  const ours = [names.named, names.file].map((name) => figuresOf(name, figures));
  const wanted = seed === 'clean' ? 2 * fleetSize.regions : glueRequests(baseline.requests);
  const [first] = ours;
  return [
    {
      what: `${seed}: requests to Glue`,
      measured: glueRequests(first?.requests ?? {}),
      most: wanted,
      exactly: seed === 'clean',
    },
    ...ours.map(({ name, wallMs }) => ({
      what: `${seed}: ${name}, wall beside the plain script`,
      measured: wallMs / baseline.wallMs,
      most: 1.15,
    })),
  ];
}
