import type { ApprovalRequestMessage, RequestAct, RequestStage } from '../../../usecases/messages/request-messages.ts';
import { countWords, numberWords } from '../../../usecases/words/explain.ts';
import { shortenEnd } from '../common/display-name.ts';
import type { Item, Line } from '../common/document.ts';
import { goOnButton, rollBackButton, stopButton } from './remediation-progress.ts';

const longestReason = 200;

const titles: Record<RequestStage['state'], string> = {
  queued: 'approved, about to begin',
  running: 'being carried out',
  'waiting-for-canary': 'waiting for the canary job',
  'not-approved': 'not approved any more',
  paused: 'paused',
  done: 'done',
  'partly-done': 'partly done',
  failed: 'failed',
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
  'partly-rolled-back': 'partly rolled back',
};

/** The headline of the first message of a request once it was approved. */
export function stageTitle({ state, mayGoOn, canaryTrouble }: RequestStage): string {
  const asks = mayGoOn && canaryTrouble !== undefined;
  return `Remediation: ${asks ? 'a decision about the canary job is needed' : titles[state]}`;
}

/** Where it stands, and who did what, when. How far each part is, is in the thread. */
export function stageItems(message: ApprovalRequestMessage, stage: RequestStage): Item[] {
  const { mayRollBack, rollBackUntil, headline } = stage;
  const rows = [...actRows(message)].toSorted((a, b) => a.at - b.at).map(({ line }) => line);
  return [
    { type: 'text', line: [{ bold: headline }] },
    { type: 'list', title: [{ bold: 'Until now' }], rows, more: (count) => `and ${count} more` },
    ...(mayRollBack && rollBackUntil !== undefined
      ? [{ type: 'note', line: ['Approvers can roll this back until ', { at: rollBackUntil }, '.'] } as const]
      : []),
  ];
}

/** Only what an approver can do now. */
export function stageButtons({ requestId, plans }: ApprovalRequestMessage, stage: RequestStage): Item[] {
  const about = { requestId, findings: plans.map(({ finding }) => finding) };
  const buttons = [
    ...(stage.mayGoOn ? [goOnButton(about, stage.canaryTrouble), stopButton(about)] : []),
    ...(stage.mayRollBack ? [rollBackButton(about)] : []),
  ];
  return buttons.length === 0 ? [] : [{ type: 'buttons', buttons, instead: '/glue-remediate status' }];
}

interface Row {
  readonly at: number;
  readonly line: Line;
}

function actRows({ askedBy, createdAt, decisions, takenBack = [], acts = [] }: ApprovalRequestMessage): Row[] {
  return [
    row({ at: createdAt, by: askedBy }, 'Asked for'),
    ...decisions.map((made) => {
      const why = made.reason === undefined ? '' : `: ${shortenEnd(made.reason, longestReason)}`;
      return row(made, made.decision === 'approve' ? 'Approved' : 'Rejected', [why]);
    }),
    ...takenBack.map((given) => row(given, 'Approval taken back')),
    ...acts.map((act) => row(act, ...actWords(act))),
  ];
}

function row({ at, by }: { readonly at: number; readonly by?: string }, start: string, rest: Line = []): Row {
  const who: Line = by === undefined ? [] : [' by ', { user: by }];
  return { at, line: [{ bold: start }, ...who, ...rest, ', ', { at }] };
}

const runWords = {
  good: 'went well',
  failed: 'failed',
  doubtful: 'needs review',
  unseen: 'was not seen',
} as const;

function actWords({ what, job, run, runs }: RequestAct): [string, Line] {
  const ofJob: Line = job === undefined ? [] : [': ', { name: job }];
  switch (what) {
    case 'began':
      return ['Began', []];
    case 'canary-switched':
      return ['Canary job switched', ofJob];
    case 'canary-run':
      return [`First run of the canary job ${runWords[run ?? 'unseen']}`, ofJob];
    case 'went-on':
      return ['Went on without waiting', []];
    case 'stopped':
      return ['Stopped', []];
    case 'ended':
      return ['Ended', []];
    case 'runs-known':
      return ['First runs', [`: ${runsWords(runs)}`]];
    case 'back-ordered':
      return ['Roll back ordered', []];
    case 'back-ended':
      return ['Roll back ended', []];
  }
}

function runsWords({ good, other }: NonNullable<RequestAct['runs']> = { good: 0, other: 0 }): string {
  const well = `${numberWords(good)} went well`;
  return other === 0 ? well : `${well}, ${countWords(other, 'other')} to review or not seen`;
}
