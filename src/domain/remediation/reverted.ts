import { exposureOf } from '../audit/exposure.ts';
import { type Finding, type Target, type TargetResult, targetKey } from '../model.ts';

/** A job that a remediation moved and nobody moved back. */
export interface SwitchedJob extends Target {
  /** The rule of the finding that it was switched for: what was reverted by a deploy is a finding of that rule. */
  readonly rule: string;
  readonly job: string;
  /** The configuration that it was given. */
  readonly to: string;
  /** Epoch milliseconds. */
  readonly movedAt: number;
}

export interface Reverted<T extends SwitchedJob> {
  readonly jobSwitch: T;
  readonly finding: Finding;
}

/** A look at a target, with when it began. */
export type ScanResult = TargetResult & { readonly scannedAt: number };

/**
 * Moved jobs that are noncompliant again because they name something else than what they were given: the next deploy of
 * a template does that. What still names it is not: when that configuration itself became noncompliant, or is gone, it is
 * a finding of its own. Nothing is said of a target that was not read to the end, nor by a look that began before the
 * move. Of several moves of one job the latest counts.
 */
export function revertedJobs<T extends SwitchedJob>(
  scans: readonly ScanResult[],
  switches: readonly T[],
): Reverted<T>[] {
  const byTarget = Map.groupBy(latest(switches), targetKey);
  return scans
    .filter(({ outcome }) => outcome === 'scanned')
    .flatMap((scan) => {
      const own = byTarget.get(targetKey(scan)) ?? [];
      if (own.length === 0) return [];
      const byRule = Map.groupBy(scan.findings, ({ rule }) => rule);
      const named = new Map([...byRule].map(([rule, findings]) => [rule, namesNow(findings)]));
      return own.flatMap((jobSwitch): Reverted<T>[] => {
        const now = named.get(jobSwitch.rule)?.get(jobSwitch.job);
        if (now === undefined || now.detail === jobSwitch.to || scan.scannedAt < jobSwitch.movedAt) return [];
        return [{ jobSwitch, finding: { ...now, kind: 'reverted', name: jobSwitch.job, reason: 'points-back' } }];
      });
    });
}

function latest<T extends SwitchedJob>(switches: readonly T[]): T[] {
  const byJob = Map.groupBy(switches, (jobSwitch) => JSON.stringify([targetKey(jobSwitch), jobSwitch.job]));
  return [...byJob.values()].flatMap((same) => same.toSorted((a, b) => b.movedAt - a.movedAt).slice(0, 1));
}

/** What the findings of one rule show of jobs, by job; `detail`: the configuration that it names, absent when it names none. */
function namesNow(findings: readonly Finding[]): Map<string, Finding> {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const { kind, name, detail: _why, ...rest } = finding;
    if (kind === 'unprotected-job') found.set(name, { ...rest, kind, name });
    if (kind === 'dangling-reference') found.set(name, finding);
    if (kind !== 'configuration' && kind !== 'unusable-key') continue;
    for (const reference of finding.references) {
      if (reference.type !== 'job') continue;
      const references = [reference];
      found.set(reference.name, { ...rest, kind, name, detail: name, references, exposure: exposureOf(references) });
    }
  }
  return found;
}

/** What fixes a reverted job: the finding that it is part of now, and what of it. */
export interface FixOfReverted {
  readonly kind: 'configuration' | 'unusable-key' | 'dangling-reference' | 'unprotected-job';
  readonly name: string;
  /** Absent: all of it, which is this job. */
  readonly only?: readonly { readonly type: 'job'; readonly name: string }[];
}

/** `open`: the open findings about the configuration that it names. */
export function fixOfReverted(
  { rule, name, detail }: Pick<Finding, 'rule' | 'name' | 'detail'>,
  open: readonly Pick<Finding, 'rule' | 'kind' | 'name'>[],
): FixOfReverted {
  if (detail === undefined) return { kind: 'unprotected-job', name };
  const only = [{ type: 'job', name }] as const;
  for (const kind of ['configuration', 'unusable-key'] as const)
    if (open.some((finding) => finding.rule === rule && finding.kind === kind && finding.name === detail))
      return { kind, name: detail, only };
  return { kind: 'dangling-reference', name };
}
