import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderTable } from '../../src/terminal/table.ts';
import { textWidth } from '../../src/terminal/text.ts';
import fc from '../support/fast-check.ts';
import { anyName, anyReport, dangerous, ordinaryName } from './arbitraries.ts';
import { bareJob, finding, manyFindings, noName, report, samples, target } from './samples.ts';

function widest(text: string): number {
  return Math.max(...text.split('\n').map(textWidth));
}

function table(sample: Parameters<typeof renderTable>[0], width = 80): string {
  return renderTable(sample, { width, colour: false });
}

const fourJobs = (rule: string) => ['a', 'b', 'c', 'd'].map((name) => bareJob(`job-${name}`, { rule }));

describe('renderTable', () => {
  test.each(Object.entries(samples))('%s', async (name, sample) => {
    const text = table(sample);
    expect(widest(text)).toBeLessThanOrEqual(80);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  test.each([40, 120, 200])('fits %i columns', async (width) => {
    const text = table(samples.mixed ?? report([]), width);
    expect(widest(text)).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`__snapshots__/mixed-${width}.txt`);
  });

  test.each([
    { what: 'nothing', sample: report([]), first: /^UNKNOWN: nothing was scanned/ },
    { what: 'compliant', sample: report([target()]), first: /^COMPLIANT: 1 account-region / },
    { what: 'noncompliant', sample: report([target({ findings: [finding()] })]), first: /^NONCOMPLIANT: 1 finding / },
    { what: 'unknown', sample: report([target(), noName]), first: /^UNKNOWN: 1 of 2 account-regions could not/ },
    { what: 'all unknown', sample: report([noName]), first: /^UNKNOWN: the only account-region/ },
    {
      what: 'both',
      sample: report([target({ findings: [finding()] }), noName]),
      first: /^NONCOMPLIANT AND INCOMPLETE: 1 finding /,
    },
    {
      what: 'accepted',
      sample: samples['accepted-only'] ?? report([]),
      first: /^ACCEPTED: 2 account-regions scanned to the end; all 2 findings are accepted\s+risks\./,
    },
    {
      what: 'accepted and unknown',
      sample: samples['accepted-unknown'] ?? report([]),
      first: /^UNKNOWN: 1 of 2 account-regions could not be scanned; elsewhere all\s+2\s+findings\s+are/,
    },
    {
      what: 'accepted and noncompliant',
      sample: samples.accepted ?? report([]),
      first: /^NONCOMPLIANT: 1 finding \(1 exposed\) in 1 of 1 account-region; 7 more are/,
    },
  ])('the verdict comes first: $what', ({ sample, first }) => {
    expect(table(sample)).toMatch(first);
  });

  test('colour adds only colour', () => {
    for (const sample of Object.values(samples)) {
      const painted = renderTable(sample, { width: 80, colour: true });
      expect(painted).toContain('\u001B[');
      expect(stripVTControlCharacters(painted)).toBe(table(sample));
    }
  });

  test('lists each of 5,000 findings', () => {
    const sample = manyFindings(5_000);
    const words = new Set(table(sample).split(/\s+/));
    const names = sample.results.flatMap(({ findings }) => findings.map(({ name }) => name));
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });

  test('exposed findings and targets come first', () => {
    const late = finding({
      region: 'us-west-2',
      name: 'hot',
      exposure: 'exposed',
      references: [{ type: 'job', name: 'j' }],
    });
    const text = table(
      report([
        target({ findings: [finding({ name: 'cold' })] }),
        target({ region: 'us-west-2', findings: [finding({ region: 'us-west-2', name: 'lukewarm' }), late] }),
      ]),
    );
    expect(text.indexOf('hot')).toBeLessThan(text.indexOf('lukewarm'));
    expect(text.indexOf('lukewarm')).toBeLessThan(text.indexOf('cold'));
  });

  test('a lower bound is said on the finding, alone or in a group', () => {
    const referencesIncomplete = [{ call: 'GetTriggers', error: 'ThrottlingException' }];
    const one = finding({ referencesIncomplete, references: [{ type: 'job', name: 'j' }], exposure: 'latent' });
    const jobs = Array.from({ length: 9 }, (_, at) => bareJob(`bare-${at}`, { referencesIncomplete }));
    expect(table(report([target({ findings: [one] })]), 200)).toMatch(
      /Used by at least j\..*GetTriggers: ThrottlingException/,
    );
    expect(table(report([target({ findings: jobs })]), 200)).toMatch(/9 jobs .*GetTriggers: ThrottlingException/);
  });

  test('what two rules find in one configuration is told apart; with one rule there is nothing to tell', () => {
    const other = finding({ rule: 'Glue-006', reason: 'no-key' });
    const text = table(
      report([target({ findings: [finding(), other, ...fourJobs('Glue-005'), ...fourJobs('Glue-006')] })]),
    );
    const words = text.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/orders-etl Job bookmark encryption is switched off\. Nothing uses it\. Rule Glue-005\./);
    expect(words).toMatch(
      /What rule Glue-006 asks for is on, but no KMS key is named\. Nothing uses it\. Rule Glue-006\./,
    );
    expect(text.match(/4 jobs without a security configuration/g)).toHaveLength(2);
    expect(table(report([target({ findings: [finding(), ...fourJobs('Glue-005')] })]))).not.toContain('Rule Glue-005.');
  });

  test('ordinary names never make a line wider than the terminal', () => {
    fc.assert(
      fc.property(anyReport(ordinaryName), fc.integer({ min: 40, max: 200 }), (sample, width) => {
        expect(widest(table(sample, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('no name reaches the terminal raw, forges a line, or makes one too wide', () => {
    fc.assert(
      fc.property(anyReport(anyName), (sample) => {
        const text = table(sample);
        expect(text).not.toMatch(dangerous);
        expect(text.split('\n').filter((line) => /^(COMPLIANT|NONCOMPLIANT|UNKNOWN)/.test(line))).toHaveLength(1);
        expect(widest(text)).toBeLessThanOrEqual(80);
      }),
    );
  });
});
