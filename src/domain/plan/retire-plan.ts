import { notListed } from '../audit/assess.ts';
import { indexUsage } from '../audit/exposure.ts';
import type { Finding, Inventory, Reference } from '../model.ts';
import { deletion } from '../steps/delete-configuration.ts';
import { sameEncryption } from '../steps/encryption.ts';
import type { Plan, PlanCheck, PlanChoice } from './plan.ts';
import type { ReadDefinition } from './plan-configuration.ts';
import { dependentsOf, isAboutJob, type PlannedFinding } from './plan-dependents.ts';
import type { PlanRefusal } from './plan-refusal.ts';

/** The choice of a retire: it deletes one configuration, and there is nothing else to choose. */
export const retireChoice: PlanChoice = {
  mode: 'bookmarks-only',
  crawlers: false,
  visualJobs: false,
  canary: false,
  retire: true,
};

/** True when a finding, as recorded, is about a configuration that nothing uses: what is left is to retire it. */
export function isRetirable(finding: Pick<Finding, 'kind' | 'exposure'>): boolean {
  return !isAboutJob(finding) && finding.exposure === 'unused';
}

type Parts = Pick<Plan, 'configuration' | 'steps' | 'manual' | 'leftOut' | 'checks' | 'notes'>;

export interface RetireInput {
  readonly inventory: Inventory;
  readonly finding: PlannedFinding;
  readonly configurations: ReadonlyMap<string, ReadDefinition>;
}

/**
 * The plan that deletes a configuration which nothing references. Deleting has no "in use" error, so every list must
 * have been read to the end; and it must be one that can be created again, for that is the way back.
 */
export function retireParts(input: RetireInput): Parts | { readonly refusals: readonly PlanRefusal[] } {
  const { inventory, finding, configurations } = input;
  const { name } = finding;
  if (isAboutJob(finding)) return { refusals: [{ code: 'retire-not-possible', name }] };
  const refusals = [...unread(inventory), ...stillReferenced(inventory, finding)];
  if (refusals.length > 0) return { refusals };
  const read = configurations.get(name);
  if (read === undefined) return { refusals: [{ code: 'gone', name }] };
  if ('error' in read)
    return { refusals: [{ code: 'not-read', name, call: 'GetSecurityConfiguration', detail: read.error }] };
  const same = sameEncryption(read.definition);
  if ('refused' in same) return { refusals: [{ code: 'unrepeatable', name, paths: same.refused }] };
  const { encryption } = same;
  return {
    configuration: { name, before: { name, encryption }, reused: false },
    steps: [deletion('s1', name, encryption)],
    manual: [],
    leftOut: [],
    checks: checks(name),
    notes: notes(name),
  };
}

function unread({ jobs, triggers, crawlers, devEndpoints, sessions, transforms }: Inventory): PlanRefusal[] {
  const lists = { jobs, triggers, crawlers, devEndpoints, sessions, transforms };
  return Object.entries(lists).flatMap(([list, listing]): PlanRefusal[] => {
    if (listing === undefined) return [{ code: 'not-read', call: list, detail: 'NotRead' }];
    return listing.error ? [{ code: 'not-read', call: listing.error.call, detail: listing.error.error }] : [];
  });
}

/** Ray jobs are named as such: no plan switches them. */
function stillReferenced(inventory: Inventory, finding: PlannedFinding): PlanRefusal[] {
  const { name } = finding;
  const { references } = indexUsage({ ...inventory, jobs: inventory.jobs.items }).ofConfiguration(name);
  if (references.length === 0) return [];
  const words = ({ type, name: each }: Reference) => `${type} ${each}`;
  const ray = new Set(dependentsOf(inventory, finding).ray.map(words));
  const isRay = (reference: Reference) => ray.has(words(reference));
  return [
    {
      code: 'still-referenced',
      name,
      references: references.map((each) => {
        if (!isRay(each)) return words(each);
        return each.type === 'trigger' ? `${words(each)} (starts a Ray job)` : `Ray ${words(each)}`;
      }),
      ...(references.some(isRay) && { detail: 'ray' }),
    },
  ];
}

function checks(name: string): PlanCheck[] {
  return [
    {
      check: 'references',
      outcome: 'passed',
      detail: 'Every list of what can use a configuration was read to the end, and nothing references it.',
    },
    {
      check: 'what no list shows',
      outcome: 'not-checked',
      detail: `Not checked: ${notListed.join('; ')}. What names ${name} there fails once it is deleted.`,
    },
    {
      check: 'managed by',
      outcome: 'not-checked',
      detail: `Unknown: a security configuration has no tags. If CloudFormation or Terraform made ${name}, take it out of the template too, or the next deploy makes it again, or fails.`,
    },
  ];
}

function notes(name: string): string[] {
  return [
    `What references ${name} is searched for again right before it is deleted. If anything does, or a list cannot be read to the end, it is not deleted.`,
    `An earlier remediation that switched something away from ${name} can be rolled back only while ${name} exists: roll this back first.`,
    `Its settings stay in this plan: with them a roll back creates ${name} again.`,
    'Runs that were started with it are expected to keep their settings until they end (inferred, not documented by AWS).',
    'AWS refuses no deletion of a configuration in use: what begins to use it in the same moment is not noticed.',
  ];
}
