import { isMove } from '../../../domain/remediation/remediation.ts';
import { jobSteps } from '../../../domain/steps/step-kinds.ts';
import type { ProgressState } from '../../messages/afterwards-messages.ts';
import type { MoveRow } from '../../ports/move-records.ts';
import { countWords, listWords, numberWords } from '../../words/words.ts';
import { outcomesOf, type PlanWay } from '../state/plan-ways.ts';

/** Where a request stands, in one sentence. */
export function headlineWords(ways: readonly PlanWay[], state: ProgressState): string {
  const { moved, total } = movedOf(ways);
  const retires = ways.some(({ plan }) => plan.choice.retire);
  const some = `${numberWords(moved)} of ${countWords(total, 'resource')}`;
  const words: Record<ProgressState, string> = {
    queued: 'Approved: it is about to be carried out.',
    running: 'It is being carried out.',
    'waiting-for-canary': `${canaryWords(ways)} goes first: the others wait for its next run.`,
    paused: 'Paused: no new step begins.',
    done: retires ? `Done: ${countWords(total, 'configuration')} deleted.` : doneWords(ways, total),
    'partly-done': retires ? `Partly done: ${some} deleted.` : `Partly done: ${some} moved.`,
    failed: retires ? 'Nothing was deleted.' : 'It failed: no job, trigger or crawler was changed.',
    'rolling-back': 'It is being rolled back.',
    'rolled-back': 'Rolled back: what was moved uses what it used before.',
    'partly-rolled-back': 'Partly rolled back: look at what is listed.',
  };
  return words[state];
}

function doneWords(ways: readonly PlanWay[], total: number): string {
  const [only, other] = ways;
  const resources = countWords(total, 'resource');
  if (only === undefined || other !== undefined) return `Done: ${resources} moved.`;
  return `Done: ${resources} now ${total === 1 ? 'uses' : 'use'} "${only.plan.configuration.name}".`;
}

/** What is to be moved (else created or deleted), and what was. */
function movedOf(ways: readonly PlanWay[]): { readonly moved: number; readonly total: number } {
  const counted = ways.map(({ plan, forward }) => {
    const steps = plan.steps.some(isMove) ? plan.steps.filter(isMove) : plan.steps;
    const outcomes = outcomesOf(forward);
    const good = steps.filter(({ id }) => ['done', 'already'].includes(outcomes.get(id)?.state ?? ''));
    return { moved: good.length, total: steps.length };
  });
  return {
    moved: counted.reduce((sum, { moved }) => sum + moved, 0),
    total: counted.reduce((sum, { total }) => sum + total, 0),
  };
}

function canaryWords(ways: readonly PlanWay[]): string {
  const waiting = ways.filter(({ forward }) => forward?.state === 'waiting-for-canary');
  const names = waiting.flatMap(({ plan }) => jobSteps(plan.steps).flatMap((step) => (step.canary ? [step.name] : [])));
  return names.length > 3 ? `One job of each of ${numberWords(names.length)} plans` : listWords(names) || 'One job';
}

/** What to do now, as sentences. */
export function nextWords(ways: readonly PlanWay[], state: ProgressState, moves: readonly MoveRow[]): string[] {
  const doubtful = moves.some(
    (move) => move.backAt === undefined && (move.state === 'failed' || move.state === 'doubtful'),
  );
  const drifted = ways.some(({ forward }) => (forward?.outcomes ?? []).some((outcome) => outcome.state === 'drifted'));
  const failed = ways.some(({ forward }) => (forward?.outcomes ?? []).some((outcome) => outcome.state === 'failed'));
  const ended = state === 'done' || state === 'partly-done' || state === 'failed';
  return [
    ...(state === 'paused' ? ['An approver goes on with /glue-remediate resume.'] : []),
    ...(state === 'waiting-for-canary' ? ['An approver may go on without waiting, stop here, or roll back.'] : []),
    ...(ended && drifted ? ['Ask for a fresh plan for what was changed in the meantime.'] : []),
    ...(ended && failed ? ['Mend what failed, and ask for a fresh plan for the rest.'] : []),
    ...(doubtful && !state.startsWith('rol')
      ? ['Look at the first runs that are not as they should be: check for duplicate data.']
      : []),
    ...(state === 'done' && !doubtful && moves.some((move) => move.state === 'watching')
      ? ['The change holds from the next run of each job. The first runs are watched.']
      : []),
    ...(state === 'rolled-back' || state === 'partly-rolled-back'
      ? ['Bookmarks may be encrypted by now: check the next runs for duplicate data.']
      : []),
  ];
}
