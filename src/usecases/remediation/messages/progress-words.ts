import type { LogGroupChange } from '../../../domain/plan/plan.ts';
import { isSwitch, type RequestState } from '../../../domain/remediation/remediation.ts';
import { wasChanged } from '../../../domain/remediation/rollback-steps.ts';
import { jobSteps } from '../../../domain/steps/step-kinds.ts';
import type { ProgressState, SuspectRun } from '../../messages/afterwards-messages.ts';
import type { ExecutionHeld } from '../../ports/remediation-records.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { logGroupWords } from '../../words/explain-besides.ts';
import { shortRunWords } from '../../words/first-run-words.ts';
import { capital, countWords, listWords, numberWords } from '../../words/words.ts';
import { outcomesOf, type PlanProgress } from '../state/plan-progress.ts';
import { openWords, staysWords } from './after-end.ts';
import { callAdvice, countedSteps, refusedNext } from './outcome-words.ts';

/** Where a request stands, in one sentence. */
export function headlineWords(
  plansProgress: readonly PlanProgress[],
  state: ProgressState,
  requestState: RequestState,
  suspects: readonly SuspectRun[] = [],
): string {
  const held = unverifiable.find(({ why }) => heldBy(plansProgress, why));
  const { switched, total } = switchedOf(plansProgress);
  const retires = plansProgress.some(({ plan }) => plan.choice.retire);
  const some = `${numberWords(switched)} of ${countWords(total, 'resource')}`;
  const words: Record<ProgressState, string> = {
    queued: 'Approved: it is about to be carried out.',
    running: 'It is being carried out.',
    'waiting-for-canary': waitingWords(plansProgress, suspects),
    'not-approved':
      requestState === 'open'
        ? 'Not approved any more: it waits for a decision again.'
        : `Not approved any more, and ${requestState}: nothing was changed.`,
    paused: held?.headline ?? 'Paused: no new step begins.',
    done: retires ? `Done: ${countWords(total, 'configuration')} deleted.` : doneWords(plansProgress, total),
    'partly-done': retires ? `Partly done: ${some} deleted.` : `Partly done: ${some} switched.`,
    failed: retires ? 'Nothing was deleted.' : 'It failed: no job, trigger or crawler was changed.',
    'rolling-back': 'It is being rolled back.',
    // The way back of a retire switches nothing: it creates again.
    'rolled-back': retires
      ? `Rolled back: ${countWords(total, 'configuration')} created again.`
      : 'Rolled back: everything that was switched has its old configuration again.',
    'partly-rolled-back': retires
      ? 'Not all of it was created again: review what is listed.'
      : 'Partly rolled back: review what is listed.',
  };
  return words[state];
}

function doneWords(plansProgress: readonly PlanProgress[], total: number): string {
  const [only, other] = plansProgress;
  const resources = countWords(total, 'resource');
  if (only === undefined || other !== undefined) return `Done: ${resources} switched.`;
  return `Done: ${resources} now ${total === 1 ? 'uses' : 'use'} "${only.plan.configuration.name}".`;
}

function switchedOf(plansProgress: readonly PlanProgress[]): { readonly switched: number; readonly total: number } {
  const counted = plansProgress.map(({ plan, forward }) => {
    const steps = countedSteps(plan.steps);
    const outcomes = outcomesOf(forward);
    const good = steps.filter(({ id }) => ['done', 'already'].includes(outcomes.get(id)?.state ?? ''));
    return { switched: good.length, total: steps.length };
  });
  return {
    switched: counted.reduce((sum, { switched }) => sum + switched, 0),
    total: counted.reduce((sum, { total }) => sum + total, 0),
  };
}

/** `suspects`: of what waits alone, and of everything that is switched with a canary. */
function waitingWords(plansProgress: readonly PlanProgress[], suspects: readonly SuspectRun[]): string {
  const trouble = suspects.map(suspectWords);
  if (trouble.length === 0) return `Waiting for the next run of ${canaryWords(plansProgress)}: the other jobs follow.`;
  const rest = trouble.length > mostSuspects ? ` And ${trouble.length - mostSuspects} more.` : '';
  return `${trouble.slice(0, mostSuspects).map(capital).join(' ')}${rest} The other jobs wait for a decision.`;
}

const mostSuspects = 3;

/** A first run that is not good, as a sentence: `canary job "etl": its run jr_1 ended as FAILED (…).` */
export function suspectWords(run: SuspectRun): string {
  return `${run.canary ? 'canary ' : ''}job "${run.job}": ${shortRunWords(run)}.`;
}

function canaryWords(plansProgress: readonly PlanProgress[]): string {
  const waiting = plansProgress.filter(({ forward }) => forward?.state === 'waiting-for-canary');
  const names = waiting.flatMap(({ plan }) => jobSteps(plan.steps).flatMap((step) => (step.canary ? [step.name] : [])));
  if (names.length === 0) return 'the canary job';
  if (names.length > 3) return `the canary jobs of ${numberWords(names.length)} plans`;
  return `canary ${names.length === 1 ? 'job' : 'jobs'} ${listWords(names)}`;
}

function heldBy(plansProgress: readonly PlanProgress[], held: ExecutionHeld): boolean {
  return plansProgress.some(({ forward, back }) => forward?.held === held || back?.held === held);
}

/** What could not be read, and is tried again. */
const unverifiable: readonly { readonly why: ExecutionHeld; readonly headline: string; readonly next: string }[] = [
  {
    why: 'approval-unverifiable',
    headline: 'Held: whether its approvals still count could not be checked.',
    next: 'Slack did not list the members of a user group. It is tried again every minute; if it stays, the operator should check the usergroups:read scope.',
  },
  {
    why: 'account-unverifiable',
    headline: 'Held: whether its account is still one of the AWS organization could not be checked.',
    next: 'It is tried again every minute; if it stays, /glue-audit status says why the organization cannot be listed, and the operator fixes that or lists the account under "accounts" in gluewarden.yaml.',
  },
];

/** Of an execution that is kept for another process. */
export const elsewhereHeadline =
  'Held: a process of the bot does not have this account, or its remediation role, in its configuration.';

const elsewhereWords = [
  'It is tried again every minute, since another process may have it: while a change of the configuration is rolled out that is normal.',
  'If it stays, the operator should start the older processes again: /glue-audit status lists them. After an hour it ends as refused.',
];

function pausedWords(plansProgress: readonly PlanProgress[], state: ProgressState, isElsewhere: boolean): string[] {
  if (state !== 'paused') return [];
  if (isElsewhere) return elsewhereWords;
  const held = unverifiable.find(({ why }) => heldBy(plansProgress, why));
  return [held?.next ?? 'An approver goes on with /glue-remediate resume.'];
}

/** Why it ended before its end. */
function lapsedWords(plansProgress: readonly PlanProgress[]): string[] {
  return [
    ...(heldBy(plansProgress, 'approval-lapsed')
      ? [`It was stopped: its approval does not hold any more. ${refusedNext['approval-lapsed']}`]
      : []),
    ...(plansProgress.some(({ back }) => back?.held === 'order-lapsed')
      ? [`The roll back was stopped: who ordered it is not an approver any more. ${refusedNext['order-lapsed']}`]
      : []),
  ];
}

export interface NextInput {
  /** The message shows the pause itself. */
  readonly isPauseShown?: boolean;
  /** It is kept for another process, which may know its account. */
  readonly isElsewhere?: boolean;
  readonly suspects?: readonly SuspectRun[];
}

/** What to do now, as sentences. */
export function nextWords(
  plansProgress: readonly PlanProgress[],
  state: ProgressState,
  switches: readonly SwitchRow[],
  { isPauseShown = false, isElsewhere = false, suspects = [] }: NextInput = {},
): string[] {
  const doubtful = switches.some(
    (jobSwitch) => jobSwitch.backAt === undefined && (jobSwitch.state === 'failed' || jobSwitch.state === 'doubtful'),
  );
  const drifted = plansProgress.some(({ forward }) =>
    (forward?.outcomes ?? []).some((outcome) => outcome.state === 'drifted'),
  );
  const failed = plansProgress.some(({ forward }) =>
    (forward?.outcomes ?? []).some((outcome) => outcome.state === 'failed'),
  );
  const ended = state === 'done' || state === 'partly-done' || state === 'failed';
  return [
    ...(isPauseShown ? [] : pausedWords(plansProgress, state, isElsewhere)),
    ...lapsedWords(plansProgress),
    ...(state === 'waiting-for-canary'
      ? [
          suspects.length > 0
            ? 'An approver decides: go on with the others, stop here, or roll back.'
            : 'An approver may go on without waiting, stop here, or roll back.',
        ]
      : []),
    ...(ended && drifted ? ['Ask for a fresh plan for what was changed in the meantime.'] : []),
    ...(ended || state.endsWith('rolled-back') ? latestAdvice(plansProgress) : []),
    ...(ended && failed ? ['Fix what failed, and ask for a fresh plan for the rest.'] : []),
    ...(ended ? logGroupWords(plansProgress.flatMap(logGroupsOf), { partly: state !== 'done' }) : []),
    ...(state === 'rolled-back' || state === 'partly-rolled-back'
      ? logGroupWords(plansProgress.flatMap(logGroupsOf), { back: true, partly: state !== 'rolled-back' })
      : []),
    ...(doubtful && !state.startsWith('rol')
      ? [
          'Review the first runs that failed or need review: check for duplicate data.',
          // The headline names them while it waits.
          ...(state === 'waiting-for-canary' ? [] : suspects.slice(0, mostSuspects).map(suspectWords).map(capital)),
        ]
      : []),
    ...(state === 'done' && !doubtful && switches.some((jobSwitch) => jobSwitch.state === 'watching')
      ? ['The change holds from the next run of each job. The first runs are watched.']
      : []),
    ...(ended && state !== 'failed' ? openWords(plansProgress.map(carriedOut)) : []),
    ...(ended || state.endsWith('rolled-back') ? [staysWords(plansProgress.map(carriedOut)) ?? []].flat() : []),
    ...(state.endsWith('rolled-back') && plansProgress.some(hasSwitched)
      ? ['Bookmarks may be encrypted by now: check the next runs for duplicate data.']
      : []),
  ];
}

function carriedOut({ plan, forward }: PlanProgress) {
  return { plan, outcomes: outcomesOf(forward) };
}

function hasSwitched({ plan, forward }: PlanProgress): boolean {
  const outcomes = outcomesOf(forward);
  return plan.steps.some((step) => isSwitch(step) && wasChanged(outcomes.get(step.id)));
}

/** Of the way that was taken last. */
function latestAdvice(plansProgress: readonly PlanProgress[]): string[] {
  return callAdvice(plansProgress.flatMap(({ forward, back }) => (back ?? forward)?.outcomes ?? []));
}

/** Of a plan that switched anything: where it ends, its logs are elsewhere. */
function logGroupsOf(progress: PlanProgress): readonly LogGroupChange[] {
  return hasSwitched(progress) ? (progress.plan.logGroups ?? []) : [];
}
