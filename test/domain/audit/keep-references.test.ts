import { describe, expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import { diffFindings } from '../../../src/domain/audit/diff.ts';
import { keepReferences } from '../../../src/domain/audit/keep-references.ts';
import type { CallError, Finding, Inventory, Reference, ReferenceType } from '../../../src/domain/model.ts';
import { disabled, inventory, job, trigger } from '../../support/inventory.ts';

const on = { defaultBookmark: 'job-bookmark-enable' };
const uses = { securityConfiguration: 'old' };
const denied: CallError = { call: 'List', error: 'AccessDeniedException' };

/** Each list by what it lists, with one item that names the configuration. */
const lists = {
  job: { jobs: { items: [job('used', { ...uses, ...on })] } },
  trigger: { triggers: { items: [trigger('used', { crawlerName: 'c', ...uses })] } },
  crawler: { crawlers: { items: [{ name: 'used', ...uses }] } },
  'dev-endpoint': { devEndpoints: { items: [{ name: 'used', ...uses }] } },
  session: { sessions: { items: [{ name: 'used', ...uses }] } },
  'ml-transform': { transforms: { items: [{ name: 'used', ...uses }] } },
} as const satisfies Record<ReferenceType, Partial<Inventory>>;
const types = ['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform'] as const;

const empty = inventory({ configurations: [disabled('old')] });
const whole: Inventory = { ...empty, ...Object.assign({}, ...Object.values(lists)) };

function failing(type: ReferenceType, base = empty): Inventory {
  const [member] = Object.keys(lists[type]);
  return { ...base, [member ?? '']: { items: [], error: denied } };
}

/** What is recorded after these scans, one after the other. */
function recorded(...scans: Inventory[]): Finding | undefined {
  let stored: (Finding & { id: string }) | undefined;
  for (const scan of scans) {
    const { opened, seenAgain } = diffFindings(stored ? [stored] : [], [assessTarget(scan)]);
    const [now] = [...opened, ...seenAgain.map(({ finding }) => finding)];
    stored = now && { ...now, id: 'f' };
  }
  return stored;
}

const named = (finding: Finding | undefined) => finding?.references.map(({ type, kept }) => [type, kept === true]);

describe('a list that fails while the others work', () => {
  test.each(types)('of the %s list alone what it showed is kept; all else is as seen now', (type) => {
    const finding = recorded(whole, failing(type));
    expect(named(finding)).toEqual([[type, true]]);
    expect(finding).toMatchObject({
      exposure: type === 'job' ? 'exposed' : 'latent',
      referencesIncomplete: [{ ...denied, list: type }],
    });
  });

  test.each(types)('what nothing but the failed %s list could show is neither invented nor hidden', (type) => {
    const others = recorded(failing(type, whole));
    expect(others?.references.map((reference) => reference.type)).toEqual(types.filter((each) => each !== type));
    expect(recorded(failing(type))).toMatchObject({ exposure: 'unused', references: [] });
  });

  test('denied for ever, it keeps what it showed and freezes nothing else', () => {
    const finding = recorded(whole, failing('session', whole), failing('session'), failing('session'));
    expect(named(finding)).toEqual([['session', true]]);
    expect(finding?.exposure).toBe('latent');
    expect(named(recorded(failing('session', whole), failing('session')))).toEqual([]);
  });

  test('once it works again, nothing of an earlier scan is left', () => {
    expect(named(recorded(whole, failing('session'), empty))).toEqual([]);
    const again = recorded(whole, failing('session'), whole);
    expect(again?.references.every(({ kept }) => kept === undefined)).toBe(true);
    expect(again).not.toHaveProperty('referencesIncomplete');
  });

  test('a list that ended early counts for what it showed', () => {
    const jobs = { items: [job('seen', uses)], error: denied };
    expect(recorded(whole, { ...empty, jobs })?.references).toMatchObject([
      { name: 'seen', bookmarks: 'job-bookmark-disable' },
      { name: 'used', bookmarks: 'job-bookmark-enable', kept: true },
    ]);
  });

  test('an error of a call before the list (a role that cannot be assumed any more) is of that list', () => {
    const sessions = { items: [], error: { call: 'AssumeRole', error: 'ExpiredToken' } };
    expect(named(recorded(whole, { ...empty, sessions }))).toEqual([['session', true]]);
  });
});

describe('a reference that rests on two lists', () => {
  const own = job('j', uses);
  const starts = trigger('t', { jobName: 'j', bookmark: 'job-bookmark-enable' });
  const strong = { ...empty, jobs: { items: [own] }, triggers: { items: [starts] } };

  test('what a trigger adds to a job is kept while triggers cannot be listed, and no longer', () => {
    const noTriggers = { ...strong, triggers: { items: [], error: denied } };
    expect(recorded(strong, noTriggers)).toMatchObject({
      exposure: 'exposed',
      references: [{ via: ['t'], kept: true }],
    });
    const { triggers: _none, ...rest } = strong;
    expect(recorded(strong, noTriggers, { ...rest, triggers: { items: [] } })?.exposure).toBe('latent');
  });

  test('what the job itself had, and has no more, is not kept by a failed list of triggers', () => {
    const enabled = { ...empty, jobs: { items: [job('j', { ...uses, ...on })] } };
    const off = { ...empty, jobs: { items: [own] }, triggers: { items: [], error: denied } };
    expect(recorded(enabled, off)?.exposure).toBe('latent');
  });

  test('a job without a configuration and one with a missing one: the same for their own runs', () => {
    for (const [configuration, kind] of [
      [undefined, 'unprotected-job'],
      ['gone', 'dangling-reference'],
    ] as const) {
      const bare = job('j', configuration === undefined ? {} : { securityConfiguration: configuration });
      const before = inventory({ jobs: [bare], triggers: [starts] });
      const finding = recorded(before, { ...before, triggers: { items: [], error: denied } });
      expect(finding).toMatchObject({ kind, exposure: 'exposed', references: [{ name: 'j', kept: true }] });
    }
  });

  test('what the runs of a trigger write comes from the jobs', () => {
    const runs: Reference = { type: 'trigger', name: 't', bookmarks: 'job-bookmark-enable' };
    const bare: Reference = { type: 'trigger', name: 't' };
    expect(keepReferences([runs], [bare], new Set(['job']))).toEqual([{ ...runs, kept: true }]);
    expect(keepReferences([runs], [bare], new Set(['crawler']))).toEqual([bare]);
    expect(keepReferences([bare], [runs], new Set(['job']))).toEqual([runs]);
  });
});
