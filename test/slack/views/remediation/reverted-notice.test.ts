import { expect, test } from 'vitest';
import { documentToPlain } from '../../../../src/slack/views/common/to-plain.ts';
import { revertedNoticeView } from '../../../../src/slack/views/remediation/reverted-notice.ts';
import { revertedSamples } from '../../../views/samples/reverted.ts';

const shown = (name: 'reverted-one-resolved' | 'reverted-500-resolved') =>
  documentToPlain(revertedNoticeView(revertedSamples[name]));

test('that all are resolved is said of the jobs that were looked for: those that are named', () => {
  expect(shown('reverted-one-resolved')).toContain('a scan saw none of these jobs as reverted any more.');
  expect(shown('reverted-500-resolved')).toMatch(/none of the jobs named here .*\/glue-audit findings reverted/);
});
