import type { FirstRunsDecided, FirstRunsMessage, SuspectRun } from '../../../usecases/messages/afterwards-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { firstRunWords, shortRunWords } from '../../../usecases/words/first-run-words.ts';
import type { Document, Item, Line, Part } from '../common/document.ts';
import { requestLine } from '../common/request-line.ts';
import { goOnButton, rollBackButton, stopButton } from './remediation-progress.ts';

/** What the first runs of moved jobs showed. */
export function firstRunsView(message: FirstRunsMessage): Document {
  const { event, doubtful, doubtfulTotal, decided } = message;
  const line: Part[] = [{ bold: headline(message) }, ' ', ...requestLine(message), '.'];
  return {
    summary: [headline(message), ' ', ...requestLine(message), '.'],
    items: [
      { type: 'text', line },
      ...(doubtful.length > 0
        ? [
            {
              type: 'list',
              title: [{ bold: 'What was seen' }],
              rows: doubtful.map((run) => runLine(run, message.regions.length > 1)),
              hidden: doubtfulTotal - doubtful.length,
              more: (count: number) => `and ${count} more`,
            } as const,
          ]
        : []),
      { type: 'note', line: [numbers(message)] },
      ...(decided ? [{ type: 'text', line: decidedLine(decided) } as const] : []),
      ...nextItems(message),
      ...(decided === undefined && (event === 'canary' || message.mayRollBack) ? buttons(message) : []),
    ],
  };
}

function headline(message: FirstRunsMessage): string {
  const { event, doubtful, doubtfulTotal, good, decided } = message;
  if (event === 'canary')
    return `${canaryHeadline(doubtful[0])}${decided === undefined ? ', and the other jobs wait for you' : ''}:`;
  if (doubtfulTotal > 0) return `${countWords(doubtfulTotal, 'first run')} to review after the remediation of`;
  return good > 0
    ? `${countWords(good, 'first run')} went well after the remediation of`
    : 'No first run was seen after the remediation of';
}

/** A clause. */
function canaryHeadline(first: SuspectRun | undefined): string {
  switch (first?.reason) {
    case 'not-moved':
      return 'The canary job was not switched';
    case 'alternates':
      return 'Not all that belongs to the canary job was switched';
    case 'not-run':
      return 'The canary job has not run';
    case 'not-watched':
    case 'not-read':
      return 'No run of the canary job could be seen';
    default: {
      const whose = first?.canary === false ? 'a job that was switched with the canary job' : 'the canary job';
      return `The first run of ${whose} ${first?.verdict === 'failed' ? 'failed' : 'needs review'}`;
    }
  }
}

function decidedLine(decided: FirstRunsDecided): Line {
  switch (decided.what) {
    case 'went-on':
      return [
        { bold: 'Went on without waiting' },
        ' by order of ',
        { user: decided.by },
        ', ',
        { at: decided.at },
        '.',
      ];
    case 'stopped':
      return [{ bold: 'Stopped' }, ' by ', { user: decided.by }, ', ', { at: decided.at }, '.'];
    case 'rolled-back':
      return [{ bold: 'A roll back was ordered' }, ' by ', { user: decided.by }, ', ', { at: decided.at }, '.'];
    case 'ended':
      return [{ bold: 'Nothing waits for a decision any more' }, ': it ended without one.'];
    case 'window-over':
      return [{ bold: 'It cannot be rolled back any more.' }];
  }
}

function runLine(run: SuspectRun, withRegion: boolean): Line {
  return [{ name: run.job }, withRegion ? ` (${run.region})` : '', `: ${firstRunWords(run)}`];
}

/** Messages of an older version may have run ids neither. */
function troubleOf({ doubtful }: FirstRunsMessage): string | undefined {
  const [first] = doubtful;
  return first === undefined ? undefined : `job "${first.job}": ${shortRunWords(first)}.`;
}

function numbers({ good, watching, unseen, doubtfulTotal }: FirstRunsMessage): string {
  const words = [
    `First runs: ${numberWords(good)} went well`,
    ...(doubtfulTotal > 0 ? [`${numberWords(doubtfulTotal)} to review`] : []),
    ...(watching > 0 ? [`${numberWords(watching)} pending`] : []),
    ...(unseen > 0 ? [`${numberWords(unseen)} not seen to run in time`] : []),
  ];
  return `${words.join(', ')}.`;
}

function nextItems({ event, doubtful, mayRollBack, decided }: FirstRunsMessage): Item[] {
  const next = [
    ...(event === 'canary' && decided === undefined
      ? ['An approver decides: go on with the others, stop here, or roll back.']
      : []),
    ...(doubtful.some(({ aboutKeys }) => aboutKeys)
      ? ['Give the role of the job kms:Encrypt and kms:Decrypt on the bookmark key, and check the key policy.']
      : []),
    ...(doubtful.length > 0 && event !== 'canary' && mayRollBack ? ['An approver can roll it back.'] : []),
  ];
  return next.map((sentence): Item => ({ type: 'text', line: [sentence] }));
}

function buttons(message: FirstRunsMessage): Item[] {
  const canary = message.event === 'canary' ? [goOnButton(message, troubleOf(message)), stopButton(message)] : [];
  const back = message.mayRollBack && message.doubtful.length > 0 ? [rollBackButton(message)] : [];
  const all = [...canary, ...back];
  return all.length === 0 ? [] : [{ type: 'buttons', buttons: all, instead: '/glue-remediate status' }];
}
