import type { Step } from '../../../domain/plan/plan.ts';
import { stepsBack } from '../../../domain/remediation/way-back.ts';
import type { Stage } from '../../messages/afterwards-messages.ts';
import type { MoveRow } from '../../ports/move-records.ts';
import { numberWords } from '../../words/words.ts';
import { countSteps, outcomesOf, type PlanWay, type StepCounts } from '../state/plan-ways.ts';

type Which = (step: Step) => boolean;

const sorts: readonly (readonly [title: string, which: Which])[] = [
  ['Create configurations', ({ type }) => type === 'create-configuration'],
  ['Move the first job', (step) => step.type === 'repoint-job' && step.canary],
  ['Move jobs', (step) => step.type === 'repoint-job' && !step.canary],
  ['Move triggers', ({ type }) => type === 'repoint-trigger'],
  ['Move crawlers', ({ type }) => type === 'repoint-crawler'],
  ['Move column statistics', ({ type }) => type === 'repoint-column-statistics'],
  ['Delete configurations', ({ type }) => type === 'delete-configuration'],
];

/** The stages of the way forward: those that the plans have, then the first runs. */
export function forwardStages(ways: readonly PlanWay[], moves: readonly MoveRow[]): Stage[] {
  const ended = ways.every(({ forward }) => forward?.state === 'ended');
  return [
    ...sorts.flatMap(([title, which]): Stage[] => {
      const stage = stageOf(
        title,
        sum(ways.map((way) => countSteps(way.plan.steps, outcomesOf(way.forward), which))),
        ended,
      );
      return which === sorts[1]?.[1] ? [...stage, ...canaryStage(ways, moves)] : stage;
    }),
    ...firstRunsStage(moves, ended),
  ];
}

/** The stages of the way back, in its order. */
export function backStages(ways: readonly PlanWay[]): Stage[] {
  const gone = ways.filter(({ back }) => back !== undefined);
  const ended = gone.every(({ back }) => back?.state === 'ended');
  const order: readonly (readonly [string, Which])[] = [
    ['Move column statistics back', ({ type }) => type === 'repoint-column-statistics'],
    ['Move crawlers back', ({ type }) => type === 'repoint-crawler'],
    ['Move triggers back', ({ type }) => type === 'repoint-trigger'],
    ['Move jobs back', ({ type }) => type === 'repoint-job'],
    ['Delete what was created', ({ type }) => type === 'delete-configuration'],
    ['Create what was deleted', ({ type }) => type === 'create-configuration'],
  ];
  return order.flatMap(([title, which]) => {
    const counts = gone.map(({ plan, forward, back }) =>
      countSteps(stepsBack(plan, outcomesOf(forward)), outcomesOf(back), which),
    );
    return stageOf(title, sum(counts), ended);
  });
}

function sum(all: readonly StepCounts[]): StepCounts {
  const add = (member: keyof StepCounts) => all.reduce((total, counts) => total + counts[member], 0);
  return { total: add('total'), good: add('good'), bad: add('bad'), begun: add('begun') };
}

function stageOf(title: string, { total, good, bad, begun }: StepCounts, ended: boolean): Stage[] {
  if (total === 0) return [];
  const left = total - good - bad;
  const notBegun = ended && left > 0 ? [`${numberWords(left)} not begun`] : [];
  const notDone = bad > 0 ? [`${numberWords(bad)} not as planned`] : [];
  const detail = [`${numberWords(good)} of ${numberWords(total)} done`, ...notDone, ...notBegun].join('; ');
  return [{ title, state: stateOf(), detail }];

  function stateOf(): Stage['state'] {
    if (good === total) return 'complete';
    if (bad > 0 || (ended && left > 0)) return left > 0 && !ended ? 'in-progress' : 'error';
    return begun > 0 ? 'in-progress' : 'pending';
  }
}

/** The wait for the first job's run. */
function canaryStage(ways: readonly PlanWay[], moves: readonly MoveRow[]): Stage[] {
  const title = 'Wait for its next run';
  const canaries = ways.filter(({ plan }) => plan.steps.some((step) => step.type === 'repoint-job' && step.canary));
  if (canaries.length === 0) return [];
  const executions = canaries.flatMap(({ forward }) => forward ?? []);
  const passed = executions.filter(({ canary }) => canary === 'passed').length;
  const overruled = executions.filter(({ canary }) => canary === 'overruled').length;
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  const bad = moves.filter(({ canary, state }) => canary && ['failed', 'doubtful', 'unseen'].includes(state)).length;
  const words = [
    ...(passed > 0 ? [`${numberWords(passed)} of ${numberWords(canaries.length)} went well`] : []),
    ...(overruled > 0 ? [`${numberWords(overruled)} not waited for: an approver went on`] : []),
    ...(bad > 0 ? [`${numberWords(bad)} not as it should be`] : []),
    ...(waiting.length > bad ? [`${numberWords(waiting.length - bad)} awaited`] : []),
  ];
  const all = passed + overruled === canaries.length;
  const state = all ? 'complete' : bad > 0 ? 'error' : waiting.length > 0 ? 'in-progress' : 'pending';
  return [{ title, state, detail: words.join('; ') || 'not yet' }];
}

/** What the watch over the first runs has seen. */
function firstRunsStage(moves: readonly MoveRow[], ended: boolean): Stage[] {
  const watched = moves.filter(({ state }) => state !== 'moving' && state !== 'void');
  if (watched.length === 0) return [];
  const count = (...states: MoveRow['state'][]) => watched.filter(({ state }) => states.includes(state)).length;
  const [good, bad, unseen, watching] = [
    count('good'),
    count('failed', 'doubtful'),
    count('unseen'),
    count('watching'),
  ];
  const words = [
    `${numberWords(good)} of ${numberWords(watched.length)} went well`,
    ...(bad > 0 ? [`${numberWords(bad)} to look at`] : []),
    ...(watching > 0 ? [`${numberWords(watching)} awaited`] : []),
    ...(unseen > 0 ? [`${numberWords(unseen)} not seen`] : []),
  ];
  const over = watching === 0 && ended;
  const state = bad > 0 ? 'error' : over ? 'complete' : 'in-progress';
  return [{ title: 'First runs', state, detail: words.join('; ') }];
}
