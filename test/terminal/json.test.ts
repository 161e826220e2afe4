import { describe, expect, test } from 'vitest';
import { csvRows } from '../../src/terminal/csv.ts';
import { renderJson } from '../../src/terminal/json.ts';
import { renderTable } from '../../src/terminal/table.ts';
import fc from '../support/fast-check.ts';
import { anyName, anyReport, dangerous } from './arbitraries.ts';
import { finding, manyFindings, report, samples, target } from './samples.ts';

describe('renderJson', () => {
  // Hundreds of equal jobs show nothing here that one does not.
  test.each(Object.entries(samples).filter(([name]) => name !== 'bare-jobs'))('%s', async (name, sample) => {
    await expect(renderJson(sample)).toMatchFileSnapshot(`__snapshots__/${name}.json.snap`);
  });

  test('has the documented shape', () => {
    const seen = finding({
      reason: 'mode-unrecognised',
      detail: 'SSE-KMS',
      exposure: 'exposed',
      references: [{ type: 'job', name: 'j', bookmarks: 'job-bookmark-enable', via: ['t'] }],
      referencesIncomplete: [{ call: 'GetTriggers', error: 'ThrottlingException' }],
    });
    const failed = { outcome: 'unknown', reason: 'AccessDeniedException', call: 'GetJobs' } as const;
    const document = JSON.parse(
      renderJson(report([target({ region: 'us-east-1', ...failed }), target({ findings: [seen] })])),
    );
    expect(document.targets).toMatchObject([
      { account: '111122223333', region: 'eu-west-1', outcome: 'scanned', configurations: 3, jobs: 12 },
      { account: '111122223333', region: 'us-east-1', ...failed },
    ]);
    expect(document.targets[0]).not.toHaveProperty('reason');
    expect(document.findings).toEqual([seen]);
    expect(document.summary).toMatchObject({
      compliant: false,
      targets: 2,
      scanned: 1,
      unknown: 1,
      configurations: 6,
      jobs: 24,
      findings: {
        total: 1,
        exposed: 1,
        latent: 0,
        unused: 0,
        byKind: { configuration: 1, 'unprotected-job': 0, 'dangling-reference': 0, 'unusable-key': 0 },
      },
      keyCheck: true,
      rule: { id: 'Glue-005', riskLevel: 'Medium' },
      startedAt: '2026-11-23T08:00:00.000Z',
    });
    expect(document.summary.notChecked).toHaveLength(3);
  });

  test('says that keys were not checked, and that nothing scanned is not compliant', () => {
    const { summary } = JSON.parse(renderJson(report([], false)));
    expect(summary).toMatchObject({ compliant: false, targets: 0, keyCheck: false });
    expect(summary.notChecked.at(-1)).toContain('KMS keys');
  });

  test('any text comes back as it was, and nothing steers a terminal', () => {
    fc.assert(
      fc.property(anyReport(anyName), (sample) => {
        const json = renderJson(sample);
        expect(json).not.toMatch(dangerous);
        expect(json.endsWith('}\n')).toBe(true);
        const names = (findings: readonly { name: string; detail?: string }[]) =>
          findings.map(({ name, detail }) => `${name}/${detail}`).sort();
        expect(names(JSON.parse(json).findings)).toEqual(names(sample.results.flatMap(({ findings }) => findings)));
      }),
    );
  });

  test('the same audit gives the same bytes, whatever order it came in', () => {
    const sample = manyFindings(5_000);
    const shuffled = report(
      sample.results.toReversed().map((result) => ({ ...result, findings: result.findings.toReversed() })),
    );
    expect(renderJson(shuffled)).toBe(renderJson(sample));
    expect(JSON.parse(renderJson(sample)).findings).toHaveLength(5_000);
  });
});

test('owners and tags that could not be read stand there where there are any, and nowhere else', () => {
  const owner = { channel: 'C0FINANCE', usergroup: 'S0FINANCE' };
  const tagsNotRead = { call: 'GetResources', error: 'AccessDeniedException', message: 'no' };
  const sample = report([
    target({ findings: [finding({ owner, tags: { team: 'finance' } })], tagsNotRead }),
    target({ region: 'us-east-1', findings: [finding({ region: 'us-east-1' })] }),
  ]);
  const { targets, findings } = JSON.parse(renderJson(sample));
  expect(targets.map((each: object) => ('tagsNotRead' in each ? each.tagsNotRead : 'none'))).toEqual([
    tagsNotRead,
    'none',
  ]);
  expect(findings.map((each: object) => ('owner' in each ? each.owner : 'none'))).toEqual([owner, 'none']);
  expect(findings[0]).not.toHaveProperty('tags');
  const [first] = csvRows(sample);
  expect(first).toMatchObject({ owner_channel: 'C0FINANCE', owner_usergroup: 'S0FINANCE' });
  expect(renderTable(sample, { width: 100, colour: false })).toMatch(
    /Tags of jobs that could not be read: 1 account-region[\s\S]*GetResources: AccessDeniedException[\s\S]*tag:GetResources/,
  );
});
