import { cleanSeed, noncompliantSeed } from './bench.ts';
import { casesSeed } from './cases.ts';
import { demoSeed } from './demo/demo.ts';
import type { Seed } from './model.ts';
import { organizationSeed } from './organization.ts';
import { remediationSeed } from './remediation.ts';

export const seedNames = ['demo', 'clean', 'noncompliant', 'remediation', 'cases', 'organization'] as const;
export type SeedName = (typeof seedNames)[number];

export interface SeedOptions {
  /** Epoch milliseconds; every instant in the seed is relative to it. */
  readonly now: number;
  /** Of the bench seeds: how many Regions. */
  readonly regions?: number;
}

const seeds: Readonly<Record<SeedName, (options: SeedOptions) => Seed>> = {
  demo: demoSeed,
  clean: cleanSeed,
  noncompliant: noncompliantSeed,
  remediation: remediationSeed,
  cases: casesSeed,
  organization: organizationSeed,
};

/** The contents of a named seed: the same for the same options. */
export function seedNamed(name: SeedName, options: SeedOptions): Seed {
  return seeds[name](options);
}
