import type { RemediationOutcomeMessage } from '../../../src/usecases/messages/afterwards-messages.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { RequestNoticeMessage } from '../../../src/usecases/messages/request-messages.ts';
import { hostileNames, hours, now } from '../sample-parts.ts';

function notice(given: Partial<RequestNoticeMessage> = {}): RequestNoticeMessage {
  return {
    kind: 'request-news',
    requestId: 'r1',
    event: 'approved',
    askedBy: 'U024BE7LH',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    findings: [{ kind: 'configuration', name: 'legacy-std' }],
    expiresAt: now + 24 * hours,
    at: now,
    ...given,
  };
}

function outcome(given: Partial<RemediationOutcomeMessage> = {}): RemediationOutcomeMessage {
  return {
    kind: 'remediation-outcome',
    requestId: 'r1',
    planId: 'p1',
    executionId: 'e1',
    askedBy: 'U024BE7LH',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    finding: { kind: 'configuration', name: 'legacy-std' },
    configuration: 'legacy-std-encrypted-bookmarks',
    state: 'done',
    headline: 'Done: 5 resources now use "legacy-std-encrypted-bookmarks".',
    moved: 5,
    total: 5,
    trouble: [],
    troubleTotal: 0,
    manual: [],
    next: ['The change holds from the next run of each job.'],
    endedAt: now,
    ...given,
  };
}

function partly(name: string): RemediationOutcomeMessage['trouble'][number] {
  return { type: 'repoint-job', name, why: 'it was changed since the plan was made (field Timeout); left as it was' };
}

const manual = {
  type: 'dev-endpoint',
  name: 'notebook',
  why: 'a dev endpoint cannot be switched',
  command: 'aws glue create-dev-endpoint --endpoint-name notebook',
};

export const remediationSamples = {
  'news-approved': notice({ by: 'UAPPROVER' }),
  'news-rejected': notice({ event: 'rejected', by: 'UAPPROVER', reason: 'Not in the freeze.' }),
  'news-withdrawn': notice({ event: 'withdrawn', by: 'U024BE7LH' }),
  'news-expired': notice({ event: 'expired' }),
  'news-held': notice({ event: 'held', held: { channel: 'C0APPROVE1', code: 'not_in_channel' } }),
  'news-held-for-good': notice({
    event: 'held',
    held: { channel: 'C0APPROVE1', code: '<!channel> is_archived', over: true },
  }),
  'news-reminder': notice({
    event: 'reminder',
    findings: Array.from({ length: 40 }, (_, index) => ({ kind: 'configuration', name: `legacy-${index}` })),
  }),
  'news-hostile': notice({
    event: 'rejected',
    by: 'UAPPROVER',
    accountName: hostileNames[0] ?? '',
    findings: hostileNames.map((name) => ({ kind: 'configuration', name })),
    reason: hostileNames.join(' '),
  }),
  'outcome-done': outcome(),
  'outcome-partly': outcome({
    state: 'partly-done',
    headline: 'Partly done: 3 of 5 resources use "legacy-std-encrypted-bookmarks" now.',
    moved: 3,
    trouble: [partly('nightly-load'), partly('hourly-load')],
    troubleTotal: 2,
    manual: [manual],
    next: ['Ask for a fresh plan for what was changed in the meantime.', 'Do what is left for you by hand.'],
  }),
  'outcome-failed': outcome({
    state: 'failed',
    headline: 'It failed: no job, trigger or crawler was changed.',
    moved: 0,
    total: 500,
    trouble: Array.from({ length: 50 }, (_, index) => partly(`job-${index}`)),
    troubleTotal: 500,
    manual: Array.from({ length: 60 }, () => manual),
  }),
  'outcome-hostile': outcome({
    state: 'partly-done',
    accountName: hostileNames[0] ?? '',
    headline: `Partly done: 1 of 2 resources uses "${hostileNames[0]}" now.`,
    trouble: hostileNames.map((name) => ({ type: 'repoint-job', name, why: name })),
    troubleTotal: hostileNames.length,
    manual: hostileNames.map((name) => ({ type: name, name, why: name, command: name })),
    next: hostileNames,
  }),
} satisfies Record<string, Message>;
