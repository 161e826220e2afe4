import { fitsPattern } from '../exceptions/glob.ts';
import { hasTags } from '../exceptions/has-tags.ts';
import type { Account } from '../fleet.ts';
import type { Finding, Owner, Tags } from '../model.ts';

/** Whose findings are that have something in common. What is absent narrows nothing; a name or a tag is there. */
export interface OwnerRule {
  /** The whole name of the configuration or job: `*` stands for any characters or none, `?` for one. */
  readonly name?: string;
  /** All of them. */
  readonly tag?: Tags;
  /** Account ids. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly owner: Owner;
}

/** What decides whose a finding is. */
export type Owned = Pick<Finding, 'account' | 'region' | 'name' | 'tags'>;

function isAbout({ name, tag, accounts, regions }: OwnerRule, finding: Owned): boolean {
  return (
    (accounts === undefined || accounts.includes(finding.account)) &&
    (regions === undefined || regions.includes(finding.region)) &&
    (name === undefined || fitsPattern(name, finding.name)) &&
    (tag === undefined || hasTags(finding.tags, tag))
  );
}

/** The owner that the first rule gives that is about the finding. Undefined: none is, so it is its account's. */
export function ownerByRule(rules: readonly OwnerRule[], finding: Owned): Owner | undefined {
  return rules.find((rule) => isAbout(rule, finding))?.owner;
}

/** Whose a finding is: as the first rule says that is about it, else its account's owner. */
export function ownerOfFinding(
  rules: readonly OwnerRule[],
  finding: Owned,
  account: Pick<Account, 'owner'> | undefined,
): Owner | undefined {
  return ownerByRule(rules, finding) ?? account?.owner;
}
