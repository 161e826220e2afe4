import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import { dependentsOf } from '../../../src/domain/plan/plan-dependents.ts';
import { draftSteps } from '../../../src/domain/plan/plan-steps.ts';
import {
  choice,
  definitionsOf,
  hash,
  inventoryOf,
  rawJob,
  rawTrigger,
  std,
  type World,
} from '../../support/remediation/plans.ts';

const finding = { rule: 'Glue-005', kind: 'configuration', name: 'std' } as const;
const graph = { CodeGenConfigurationNodes: { n: { A: {} } } };
const starts = (job: string): JsonObject[] => [{ JobName: job, SecurityConfiguration: 'std' }];

function drafted(of: Partial<World>, parts: { now?: Partial<World>; choice?: Partial<PlanChoice> } = {}) {
  const world: World = { configurations: [std], ...of };
  const inventory = inventoryOf(world);
  const all = draftSteps({
    ...{ inventory, finding, hash, to: 'std-2' },
    choice: { ...choice, ...parts.choice },
    movable: dependentsOf(inventory, finding).movable,
    dependents: definitionsOf({ ...world, ...parts.now }).dependents,
  });
  return all.map((each) =>
    'draft' in each ? `switch ${each.draft.step.name}` : `leave ${each.leftOut.name}: ${each.leftOut.reason}`,
  );
}

test('what is chosen becomes a step, and the rest is left with its reason', () => {
  const crawlers = [{ Name: 'raw', CrawlerSecurityConfiguration: 'std' }];
  expect(drafted({ jobs: [rawJob('a'), rawJob('drawn', graph)], crawlers })).toEqual([
    'switch a',
    'leave drawn: visual',
    'leave raw: crawler',
  ]);
  expect(drafted({ jobs: [rawJob('drawn', graph)] }, { choice: { visualJobs: true } })).toEqual(['switch drawn']);
});

test('what the definition says now counts, and not what a list said before', () => {
  const jobs = [rawJob('a'), rawJob('b')];
  const now = { jobs: [rawJob('a', { SecurityConfiguration: 'other' })] };
  expect(drafted({ jobs }, { now })).toEqual(['leave a: changed', 'leave b: changed']);
});

test('what cannot be sent back whole is not sent', () => {
  expect(drafted({ jobs: [rawJob('a', { NewMember: 1 })] })).toEqual(['leave a: unsendable']);
});

test('a job and the trigger that overrides it are switched together, or not at all', () => {
  const triggers = [rawTrigger('nightly', starts('a'))];
  expect(drafted({ jobs: [rawJob('a'), rawJob('b')], triggers })).toEqual(['switch a', 'switch b', 'switch nightly']);
  expect(drafted({ jobs: [rawJob('a', graph), rawJob('b')], triggers })).toEqual([
    'leave a: visual',
    'switch b',
    'leave nightly: together',
  ]);
});
