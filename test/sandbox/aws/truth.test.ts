import { describe, expect, test } from 'vitest';
import { casesAccount, casesSeed, otherAccount } from '../../../sandbox/aws/seed/cases.ts';
import { hostileNames } from '../../../sandbox/aws/seed/cases-regions.ts';
import { demoSeed } from '../../../sandbox/aws/seed/demo/demo.ts';
import { type TrueFinding, truth } from '../../../sandbox/aws/seed/truth.ts';
import { account, builder, oneAccount } from './support.ts';

const now = Date.UTC(2026, 0, 15);
const cases = truth(casesSeed({ now }));

/** "name reason exposure [references]", for a table that a person can check by eye. */
function line({ name, reason, exposure, references }: TrueFinding): string {
  const named = references.map(
    (it) => `${it.type}:${it.name}${it.bookmarks ? `=${it.bookmarks.replace('job-bookmark-', '')}` : ''}`,
  );
  return [name, reason, exposure, ...named].join(' ');
}

function linesIn(region: string, kind: TrueFinding['kind'], from = casesAccount): string[] {
  return cases.findings
    .filter((finding) => finding.account === from && finding.region === region && finding.kind === kind)
    .map(line)
    .sort();
}

// These tables were written by hand from the facts about Glue.
describe('the cases', () => {
  test('the table of configurations', () => {
    expect(linesIn('us-east-1', 'configuration')).toEqual([
      'block-absent mode-missing unused',
      'block-null mode-missing unused',
      'disabled disabled unused',
      'disabled-with-key disabled unused',
      'encryption-absent mode-missing unused',
      'encryption-empty mode-missing unused',
      'encryption-null mode-missing unused',
      'key-absent no-key unused',
      'key-empty no-key unused',
      'key-null no-key unused',
      'mode-absent mode-missing unused',
      'mode-empty mode-missing unused',
      'mode-future mode-unrecognised unused',
      'mode-lower-case mode-unrecognised unused',
      'mode-lower-case-cse mode-unrecognised unused',
      'mode-null mode-missing unused',
      'mode-sse-kms mode-unrecognised unused',
    ]);
    expect(linesIn('us-east-1', 'unusable-key')).toEqual([]);
  });

  test('jobs without a configuration', () => {
    expect(linesIn('us-east-2', 'unprotected-job')).toEqual([
      'bare no-configuration latent job:bare=disable',
      'bare-by-trigger no-configuration exposed job:bare-by-trigger=enable',
      'bare-disable no-configuration latent job:bare-disable=disable',
      'bare-empty-string no-configuration exposed job:bare-empty-string=enable',
      'bare-enable no-configuration exposed job:bare-enable=enable',
      'bare-fixed-disable no-configuration latent job:bare-fixed-disable=disable',
      'bare-fixed-enable no-configuration exposed job:bare-fixed-enable=enable',
      'bare-pause no-configuration exposed job:bare-pause=pause',
      'bare-python no-configuration latent job:bare-python',
      'bare-streaming no-configuration exposed job:bare-streaming=enable',
      'bare-streaming-off no-configuration latent job:bare-streaming-off=disable',
      'bare-trigger-brings-one no-configuration latent job:bare-trigger-brings-one=disable',
    ]);
  });

  test('jobs whose configuration is not there', () => {
    expect(linesIn('us-east-2', 'dangling-reference')).toEqual([
      'dangling configuration-missing latent job:dangling=disable',
      'dangling-by-case configuration-missing exposed job:dangling-by-case=enable',
      'dangling-enable configuration-missing exposed job:dangling-enable=enable',
      'dangling-python configuration-missing latent job:dangling-python',
      'dangling-trigger-mends configuration-missing latent job:dangling-trigger-mends=disable',
      'dangling-trigger-turns-on configuration-missing exposed job:dangling-trigger-turns-on=pause',
    ]);
    const details = cases.findings.filter(({ kind }) => kind === 'dangling-reference').map(({ detail }) => detail);
    expect(new Set(details)).toEqual(new Set(['gone', 'GOOD', 'std-2', 'toString']));
  });

  test('keys', () => {
    expect(linesIn('us-west-1', 'unusable-key')).toEqual([
      'alias-disabled key-disabled unused',
      'alias-missing key-missing unused',
      'key-asymmetric key-asymmetric unused',
      'key-disabled key-disabled exposed job:writes-with-disabled-key=enable',
      'key-missing key-missing latent job:names-missing-key=disable',
      'key-other-region key-other-region unused',
      'key-other-region-missing key-other-region unused',
      'key-pending-deletion key-pending-deletion unused',
      'other-account-other-region key-other-region unused',
      'other-account-seen-disabled key-disabled unused',
    ]);
    expect(linesIn('us-west-1', 'configuration')).toEqual(['disabled-mode-disabled-key disabled unused']);
    expect(truth(casesSeed({ now }), { keys: false }).findings.some(({ kind }) => kind === 'unusable-key')).toBe(false);
  });

  test('exposure and its precedence', () => {
    const both = (name: string, exposure: string, bookmarks?: string) =>
      `${name} disabled ${exposure} job:${name}${bookmarks ? `=${bookmarks}` : ''}`;
    expect(linesIn('us-west-2', 'configuration')).toEqual([
      both('action-beats-default', 'exposed', 'enable'),
      both('action-off-own-run-on', 'exposed', 'enable'),
      both('action-off-trigger-deactivated', 'exposed', 'enable'),
      both('action-strengthens-pause', 'exposed', 'enable'),
      both('fixed-beats-action', 'latent', 'disable'),
      both('fixed-beats-default', 'latent', 'disable'),
      both('fixed-enable', 'exposed', 'enable'),
      both('in-workflow', 'exposed', 'enable'),
      'mixed-jobs disabled exposed job:mixed-jobs=disable job:mixed-jobs-python job:mixed-jobs-second=enable',
      'no-reference disabled unused',
      both('option-absent', 'latent', 'disable'),
      both('option-disable', 'latent', 'disable'),
      both('option-enable', 'exposed', 'enable'),
      both('option-pause', 'exposed', 'pause'),
      both('python', 'latent'),
      both('ray', 'latent'),
      both('streaming-absent', 'latent', 'disable'),
      both('streaming-enable', 'exposed', 'enable'),
    ]);
  });

  test('references of every type', () => {
    expect(linesIn('eu-west-1', 'configuration')).toEqual([
      'by-crawler disabled latent crawler:lake',
      'by-crawler-action disabled latent trigger:names-for-a-crawler',
      'by-endpoint disabled latent dev-endpoint:endpoint',
      'by-everything disabled exposed crawler:everything-crawler dev-endpoint:everything-endpoint job:everything-job=pause ml-transform:everything-transform session:everything-session trigger:everything-trigger=disable',
      'by-session disabled latent session:session',
      'by-transform disabled latent ml-transform:transform',
      'by-trigger disabled exposed trigger:names-it=enable',
      'by-trigger-ghost disabled latent trigger:names-a-ghost',
      'by-trigger-off disabled latent trigger:names-it-off=disable',
      'by-trigger-python disabled latent trigger:names-python',
      'by-trigger-twice disabled exposed trigger:names-twice=pause',
      'moved-away disabled latent job:moves=disable',
      'named-by-both disabled exposed job:both=enable trigger:names-the-same=enable',
    ]);
    expect(linesIn('eu-west-1', 'unprotected-job')).toEqual([]);
    expect(linesIn('eu-west-1', 'dangling-reference')).toEqual([]);
  });

  test('the same names in two Regions and two accounts have opposite verdicts', () => {
    const bad = ['std disabled exposed job:twin-job=enable'];
    expect(linesIn('ap-southeast-1', 'configuration')).toEqual([]);
    expect(linesIn('ap-southeast-2', 'configuration')).toEqual(bad);
    expect(linesIn('ap-southeast-1', 'configuration', otherAccount)).toEqual(bad);
    expect(linesIn('ap-southeast-2', 'configuration', otherAccount)).toEqual([]);
    expect(linesIn('ap-southeast-2', 'dangling-reference')).toHaveLength(1);
    expect(linesIn('ap-southeast-1', 'dangling-reference')).toEqual([]);
    expect(linesIn('ap-southeast-2', 'unprotected-job')).toHaveLength(1);
  });

  test('hostile names come through whole', () => {
    const found = cases.findings.filter(({ region, kind }) => region === 'eu-west-2' && kind === 'configuration');
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set(hostileNames));
    for (const { name, references } of found) {
      expect(references).toEqual([
        { type: 'job', name, bookmarks: 'job-bookmark-enable' },
        { type: 'trigger', name, bookmarks: 'job-bookmark-pause' },
      ]);
    }
  });

  test('a Region with nothing in it is scanned', () => {
    expect(cases.targets).toContainEqual({ account: casesAccount, region: 'sa-east-1', outcome: 'scanned' });
    expect(cases.targets.every(({ outcome }) => outcome === 'scanned')).toBe(true);
  });
});

test('the bookmarks of a trigger come from the actions that name the configuration, not from its other actions', () => {
  const region = builder()
    .disabled('c')
    .job('named', {})
    .job('own', { configuration: 'c' })
    .trigger('t', [
      { job: 'named', configuration: 'c', bookmark: 'disable' },
      { job: 'own', bookmark: 'enable' },
    ])
    .build();
  const found = truth(oneAccount([region])).findings.filter(({ kind }) => kind === 'configuration');
  expect(found.map(line)).toEqual(['c disabled exposed job:own=enable trigger:t=disable']);
});

describe('what could not be scanned', () => {
  const found = truth(demoSeed({ now }));
  const denied = { account: '222233334444', region: 'ap-southeast-2' };

  test('one target of the demo is unknown, and only what was seen there is a finding', () => {
    expect(found.targets.filter(({ outcome }) => outcome === 'unknown')).toEqual([
      { ...denied, outcome: 'unknown', reason: 'AccessDeniedException' },
    ]);
    const seen = found.findings.filter(({ account, region }) => account === denied.account && region === denied.region);
    expect(seen).toEqual([
      {
        rule: 'Glue-005',
        ...denied,
        kind: 'configuration',
        name: 'apac-trial',
        reason: 'disabled',
        exposure: 'unused',
        references: [],
        referencesIncomplete: [{ call: 'GetJobs', error: 'AccessDeniedException' }],
      },
    ]);
  });

  test('a Region that is off is no target', () => {
    const { targets } = truth(oneAccount([builder().build(), { name: 'me-south-1', status: 'DISABLED' }]));
    expect(targets).toEqual([{ account, region: 'us-east-1', outcome: 'scanned' }]);
  });
});
