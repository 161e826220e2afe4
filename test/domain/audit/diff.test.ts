import { describe, expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { diffFindings } from '../../../src/domain/audit/diff.ts';
import type { Finding, TargetResult } from '../../../src/domain/model.ts';
import { disabled, encrypted, inventory, job, target } from '../../support/inventory.ts';

const stored = (finding: Finding) => ({ ...finding, id: finding.name });
const result = (parts: Parameters<typeof inventory>[0]) => assessTarget(inventory(parts));
const badResult = result({ configurations: [disabled('bad')] });
const [bad] = badResult.findings.map(stored);
const clean = result({});

function ids(diff: ReturnType<typeof diffFindings>) {
  return {
    opened: diff.opened.map(({ name }) => name),
    again: diff.seenAgain.map(({ finding }) => finding.name),
    resolved: diff.resolved.map(({ name }) => name),
  };
}
const openBad = bad ? [bad] : [];

describe('diffFindings', () => {
  test('opens, sees again, resolves', () => {
    expect(ids(diffFindings([], [badResult]))).toEqual({ opened: ['bad'], again: [], resolved: [] });
    expect(ids(diffFindings(openBad, [badResult]))).toEqual({ opened: [], again: ['bad'], resolved: [] });
    expect(ids(diffFindings(openBad, [clean]))).toEqual({ opened: [], again: [], resolved: ['bad'] });
  });

  test('a target that is unknown, or was not scanned, resolves nothing', () => {
    const unknown = unknownTarget(target.account, target.region, { call: 'GetJobs', error: 'AccessDenied' });
    expect(ids(diffFindings(openBad, [unknown])).resolved).toEqual([]);
    expect(ids(diffFindings(openBad, [{ ...clean, region: 'us-east-1' }])).resolved).toEqual([]);
    expect(ids(diffFindings(openBad, [])).resolved).toEqual([]);
  });

  test('findings really seen in an unknown target are opened', () => {
    const partly: TargetResult = { ...badResult, outcome: 'unknown', reason: 'X' };
    expect(ids(diffFindings([], [partly])).opened).toEqual(['bad']);
  });

  test('tags stay where they could not be read, and are else as seen now', () => {
    const open = openBad.map((finding) => ({ ...finding, tags: { team: 'finance' } }));
    const again = (scan: TargetResult) => diffFindings(open, [scan]).seenAgain.map(({ finding }) => finding.tags);
    const unread = badResult.findings.map((finding) => ({ ...finding, keepsTags: true }) as const);
    expect(again({ ...badResult, findings: unread })).toEqual([{ team: 'finance' }]);
    expect(again(badResult)).toEqual([undefined]);
    const orders = badResult.findings.map((finding) => ({ ...finding, tags: { team: 'orders' } }));
    expect(again({ ...badResult, findings: orders })).toEqual([{ team: 'orders' }]);
  });

  test('an unusable key is resolved only by a look at the key', () => {
    const key = [
      { ...stored({ ...badResult.findings[0], kind: 'unusable-key', reason: 'key-disabled' } as Finding), name: 'c' },
    ];
    const notChecked = { configuration: 'c', key: 'k', error: 'AccessDeniedException' };
    expect(ids(diffFindings(key, [{ ...clean, keysChecked: false }])).resolved).toEqual([]);
    expect(ids(diffFindings(key, [{ ...clean, keysNotChecked: [notChecked] }])).resolved).toEqual([]);
    expect(ids(diffFindings(key, [clean])).resolved).toEqual(['c']);
  });

  test('a job that was reverted by a deploy to a configuration is not so any more only once the key of that one was scanned', () => {
    const back = { ...badResult.findings[0], kind: 'reverted', name: 'j', reason: 'points-back' } as Finding;
    const notChecked = { configuration: 'c', key: 'k', error: 'AccessDeniedException' };
    const named = stored({ ...back, detail: 'c' });
    expect(ids(diffFindings([named], [{ ...clean, keysChecked: false }])).resolved).toEqual([]);
    expect(ids(diffFindings([named], [{ ...clean, keysNotChecked: [notChecked] }])).resolved).toEqual([]);
    expect(ids(diffFindings([named], [clean])).resolved).toEqual(['j']);
    const { detail: _named, ...none } = named;
    expect(ids(diffFindings([none], [{ ...clean, keysChecked: false }])).resolved).toEqual(['j']);
  });

  test('a lower bound does not hide an exposure that was seen', () => {
    const parts = {
      configurations: [disabled('bad')],
      jobs: [job('j', { securityConfiguration: 'bad', defaultBookmark: 'job-bookmark-enable' })],
    };
    const open = assessTarget(inventory(parts)).findings.map(stored);
    const error = { call: 'GetJobs', error: 'Throttling' };
    const less = assessTarget({ ...inventory({ configurations: parts.configurations }), jobs: { items: [], error } });
    const [again] = diffFindings(open, [less]).seenAgain;
    expect(again?.finding).toMatchObject({
      exposure: 'exposed',
      references: [{ name: 'j' }],
      referencesIncomplete: [error],
    });
    const whole = assessTarget(inventory({ configurations: parts.configurations }));
    expect(diffFindings(open, [whole]).seenAgain[0]?.finding.exposure).toBe('unused');
  });

  test('one name in two regions and two kinds stays apart', () => {
    const elsewhere = { ...clean, region: 'us-east-1' };
    expect(ids(diffFindings(openBad, [elsewhere, badResult]))).toEqual({ opened: [], again: ['bad'], resolved: [] });
    expect(encrypted('bad').name).toBe(bad?.name);
  });
});
