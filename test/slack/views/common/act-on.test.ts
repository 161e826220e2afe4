import { expect, test } from 'vitest';
import { actOnItems } from '../../../../src/slack/views/common/act-on.ts';
import { itemsToBlocks } from '../../../../src/slack/views/common/to-blocks.ts';
import type { FindingView } from '../../../../src/usecases/messages/audit-messages.ts';
import { row } from '../../../support/remediation/acting.ts';

const base: FindingView = { ...row, account: '111111111111', accountName: 'data-production' };
const long = 'shared-platform-security-configuration-encrypted-v2';

/** As the select offers them. */
function optionsOf(...changes: readonly Partial<FindingView>[]): string[] {
  const findings = changes.map((change, index) => ({ ...base, id: `f${index}`, ...change }));
  const [show] = itemsToBlocks(actOnItems(findings, {})).flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  );
  if (show?.type !== 'static_select') throw new Error('There is no select');
  return (show.options ?? []).map(({ text }) => text.text);
}

test.each<[string, readonly Partial<FindingView>[], readonly string[]]>([
  [
    'by name and place',
    [{}, { name: 'old' }, { account: '222222222222', accountName: 'staging' }],
    ['std in data-production, eu-west-1', 'old in data-production, eu-west-1', 'std in staging, eu-west-1'],
  ],
  [
    'by what it is, where a name is two things in one place',
    [{}, { kind: 'unprotected-job' }],
    ['std (configuration) in data-production, eu-west-1', 'std (job) in data-production, eu-west-1'],
  ],
  [
    'with the number, where two accounts have one name',
    [{}, { account: '222222222222' }],
    ['std in data-production (111111111111), eu-west-1', 'std in data-production (222222222222), eu-west-1'],
  ],
  [
    'with both ends of a long name and of a long account',
    [
      { name: long, accountName: 'prod-analytics-platform-shared' },
      { name: long, accountName: 'test-analytics-platform-shared', account: '222222222222' },
    ],
    [
      'shared-platform…n-encrypted-v2 in prod-analytics-platform-shared, eu-west-1',
      'shared-platform…n-encrypted-v2 in test-analytics-platform-shared, eu-west-1',
    ],
  ],
  [
    'by number, where accounts look alike once they are cut',
    [
      { name: long, accountName: 'analytics-platform-prod-shared-services-of-everybody' },
      { name: long, accountName: 'analytics-platform-test-shared-services-of-everybody', account: '222222222222' },
    ],
    [
      'shared-platform-…on-encrypted-v2 (configuration) in 111111111111, eu-west-1',
      'shared-platform-…on-encrypted-v2 (configuration) in 222222222222, eu-west-1',
    ],
  ],
])('findings to choose from are told apart: %s', (_how, findings, expected) => {
  expect(optionsOf(...findings)).toEqual(expected);
});

test('no option is longer than Slack takes, whatever the names', () => {
  const names = ['\u202e'.repeat(60), 'x'.repeat(255), '🔑'.repeat(100), ''];
  const all = names.flatMap((name) => names.map((accountName) => ({ name, accountName, region: 'ap-southeast-2' })));
  for (const text of optionsOf(...all)) expect(text.length).toBeLessThanOrEqual(75);
});
