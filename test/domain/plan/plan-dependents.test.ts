import { describe, expect, test } from 'vitest';
import {
  chosenOf,
  dependentsOf,
  isAboutJob,
  neededDefinitions,
  type PlannedFinding,
  replacedName,
  replacementBase,
} from '../../../src/domain/plan/plan-dependents.ts';
import { choice, inventoryOf, rawJob, rawTrigger, std, world } from '../../support/remediation/plans.ts';

const finding: PlannedFinding = { rule: 'Glue-005', kind: 'configuration', name: 'std' };
const bare: PlannedFinding = { rule: 'Glue-005', kind: 'unprotected-job', name: 'bare' };
const lost: PlannedFinding = { rule: 'Glue-005', kind: 'dangling-reference', name: 'lost', detail: 'gone' };
const names = (of: readonly { readonly type: string; readonly name: string }[]) =>
  of.map(({ type, name }) => `${type} ${name}`);

test.each([
  [finding, 'std', 'std', false],
  [{ rule: 'Glue-005', kind: 'unusable-key', name: 'std' }, 'std', 'std', false],
  [bare, null, 'bare', true],
  [lost, 'gone', 'gone', true],
] as const)('%j replaces %s and is the base of %s', (of, replaced, base, aboutJob) => {
  expect([replacedName(of), replacementBase(of), isAboutJob(of)]).toEqual([replaced, base, aboutJob]);
});

describe('what uses it', () => {
  const inventory = inventoryOf(world);

  test('is movable or manual; jobs that override it only through a trigger are not switched themselves', () => {
    const { movable, manual, ray } = dependentsOf(inventory, finding);
    expect(names(movable)).toEqual([
      ...['job drawn', 'job loads', 'job paused', 'job quiet', 'job stream'],
      ...['trigger crawls', 'trigger nightly', 'crawler raw'],
    ]);
    expect(names(manual).sort()).toEqual(['dev-endpoint dev 1', "ml-transform it's", 'session -s']);
    expect(ray).toEqual([]);
  });

  test('of a finding about a job is that job, with the triggers that give it what does not exist', () => {
    expect(names(dependentsOf(inventory, bare).movable)).toEqual(['job bare']);
    expect(names(dependentsOf(inventory, lost).movable)).toEqual(['job lost', 'trigger nightly']);
    expect(
      names(dependentsOf(inventory, { rule: 'Glue-005', kind: 'unprotected-job', name: 'nobody' }).movable),
    ).toEqual([]);
  });

  test('is nothing to switch where it is a Ray job, or starts one', () => {
    const ray = inventoryOf({
      configurations: [std],
      jobs: [rawJob('r', { Command: { Name: 'glueray' } })],
      triggers: [rawTrigger('t', [{ JobName: 'r', SecurityConfiguration: 'std' }])],
    });
    const found = dependentsOf(ray, finding);
    expect([names(found.movable), names(found.ray)]).toEqual([[], ['job r', 'trigger t']]);
  });
});

describe('what is chosen', () => {
  const inventory = inventoryOf({
    configurations: [std],
    jobs: [rawJob('a'), rawJob('b')],
    triggers: [rawTrigger('t', [{ JobName: 'a', SecurityConfiguration: 'std' }])],
    crawlers: [{ Name: 'raw', CrawlerSecurityConfiguration: 'std' }],
  });

  test('is everything but crawlers, which are asked for', () => {
    expect(names(chosenOf(inventory, finding, choice).chosen)).toEqual(['job a', 'trigger t', 'job b']);
    expect(names(chosenOf(inventory, finding, { ...choice, crawlers: true }).chosen)).toContain('crawler raw');
  });

  test('brings what belongs to it, and says so', () => {
    const { chosen, added } = chosenOf(inventory, finding, { ...choice, only: [{ type: 'trigger', name: 't' }] });
    expect([names(chosen), names(added)]).toEqual([['job a', 'trigger t'], ['job a']]);
  });

  test('decides which definitions are read; a retire reads none but its own', () => {
    expect(neededDefinitions(inventory, finding, choice)).toMatchObject({ configurations: ['std'], started: [] });
    const retire = neededDefinitions(inventory, finding, { ...choice, retire: true });
    expect(retire).toEqual({ configurations: ['std'], dependents: [], started: [] });
  });
});
