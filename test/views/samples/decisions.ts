import type { Message } from '../../../src/usecases/messages/message.ts';
import type { Paused } from '../../../src/usecases/messages/paused.ts';
import type { ApprovalRequestMessage, PauseNoticeMessage } from '../../../src/usecases/messages/request-messages.ts';
import { headlineWords, suspectWords } from '../../../src/usecases/remediation/messages/progress-words.ts';
import { hostileNames, hours, minutes, now } from '../sample-parts.ts';
import { afterwardsSamples } from './afterwards.ts';
import { remediationSamples } from './remediation.ts';
import { requestSamples } from './requests.ts';

const run = { job: 'nightly-load', region: 'eu-west-1', verdict: 'failed', reason: 'failed', canary: true } as const;
const failed = {
  ...run,
  runState: 'FAILED',
  aboutKeys: true,
  runId: 'jr_8f2c41d0',
  error:
    'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/etl/GlueJobRunnerSession is not authorized to perform: kms:Decrypt',
} as const;
const waiting = afterwardsSamples['progress-canary'];
const { by: _approver, ...news } = remediationSamples['news-approved'];
const open = requestSamples['request-open'];
const first: ApprovalRequestMessage['decisions'][number] = { by: 'UOSCAR', decision: 'approve', at: now + 5 * minutes };
const two = { ...open, required: 2 as const };
const paused: Paused = { by: 'UNINA', at: now - 2 * hours };

function pauseNews(given: Partial<PauseNoticeMessage> = {}): PauseNoticeMessage {
  return { kind: 'pause-news', event: 'paused', by: 'UNINA', at: now, goesOn: [], stays: [], underWay: 2, ...given };
}

/** Decisions that are awaited with others, that do not count any more, and pauses. */
export const decisionSamples = {
  'request-first-of-two': { ...two, decisions: [first] },
  'request-approver-removed': {
    ...two,
    decisions: [
      { ...first, lapse: 'not-approver' },
      { ...first, by: 'UPEDRO', at: now + 9 * minutes },
    ],
  },
  'request-taken-back': { ...two, takenBack: [{ by: first.by, at: first.at }] },
  'request-asked-again': { ...two, again: true, decisions: [first] },
  'request-asked-again-self': {
    ...open,
    again: true,
    decisions: [{ ...first, by: open.askedBy, lapse: 'own-request' }],
  },
  'request-lapse-hostile': {
    ...two,
    again: true,
    decisions: hostileNames.slice(0, 2).map((by) => ({ ...first, by, reason: by, lapse: 'no-approvers' as const })),
  },
  'news-lapsed': { ...news, event: 'lapsed' },
  'news-lapsed-group': { ...news, event: 'lapsed', gone: ['S0456GHIJKL'] },
  'news-lapsed-groups-hostile': { ...news, event: 'lapsed-expired', gone: hostileNames.slice(0, 3) },
  'news-lapsed-expired': { ...news, event: 'lapsed-expired' },
  'progress-not-approved': {
    ...waiting,
    state: 'not-approved',
    headline: 'Not approved any more: it waits for a decision again.',
    stages: [],
    next: [],
    mayGoOn: false,
    mayRollBack: false,
  },
  'progress-paused-by': { ...waiting, state: 'paused', headline: 'Paused: no new step begins.', paused, next: [] },
  'progress-canary-failed': {
    ...waiting,
    headline: headlineWords([], 'waiting-for-canary', 'approved', [failed]),
    canaryTrouble: suspectWords(failed),
    next: ['An approver decides: go on with the others, stop here, or roll back.'],
  },
  'first-runs-canary-error': {
    ...afterwardsSamples['first-runs-canary'],
    doubtful: [failed],
  },
  'first-runs-canary-went-on': {
    ...afterwardsSamples['first-runs-canary'],
    mayRollBack: false,
    decided: { what: 'went-on', by: 'UOMAR', at: now },
  },
  'first-runs-canary-stopped': {
    ...afterwardsSamples['first-runs-canary-not-moved'],
    decided: { what: 'stopped', by: 'UOMAR', at: now },
  },
  'first-runs-canary-ended': {
    ...afterwardsSamples['first-runs-canary-in-part'],
    mayRollBack: false,
    decided: { what: 'ended' },
  },
  'first-runs-rolled-back': {
    ...afterwardsSamples['first-runs-trouble'],
    mayRollBack: false,
    decided: { what: 'rolled-back', by: 'UOMAR', at: now },
  },
  'first-runs-window-over': {
    ...afterwardsSamples['first-runs-trouble'],
    mayRollBack: false,
    decided: { what: 'window-over' },
  },
  'decision-first-of-two': { kind: 'decision-note', event: 'approved', missing: 1 },
  'decision-while-paused': { kind: 'decision-note', event: 'approved', missing: 0, paused },
  'decision-first-while-paused': { kind: 'decision-note', event: 'approved', missing: 1, paused },
  'decision-taken-back': { kind: 'decision-note', event: 'taken-back', missing: 2 },
  'pause-paused': pauseNews(),
  'pause-paused-idle': pauseNews({ underWay: 0 }),
  'pause-resumed': pauseNews({ event: 'resumed', by: 'UOSCAR', since: paused }),
  'pause-resumed-in-part': pauseNews({
    event: 'resumed',
    by: 'UOSCAR',
    since: paused,
    goesOn: ['data-dev (444455556666)'],
    stays: ['data-production (111122223333)'],
  }),
  'pause-hostile': pauseNews({ event: 'resumed', since: paused, goesOn: hostileNames, stays: hostileNames }),
  'plan-opened-while-paused': {
    ...requestSamples['plan-opened'],
    request: { ...requestSamples['plan-opened'].request, paused },
  },
  'open-requests-shared': {
    ...afterwardsSamples['open-requests-afterwards'],
    requests: requestSamples['open-requests-two'].requests,
    ended: afterwardsSamples['open-requests-afterwards'].ended.slice(1, 2),
    shared: true,
  },
  'open-requests-paused-in-part': {
    ...requestSamples['open-requests-two'],
    requests: requestSamples['open-requests-two'].requests.map((each, index) => ({
      ...each,
      approvedBy: index > 0 ? ['UOSCAR'] : [],
    })),
    paused: { ...paused, goesOn: ['data-dev (444455556666)'] },
  },
} as const satisfies Record<string, Message>;
