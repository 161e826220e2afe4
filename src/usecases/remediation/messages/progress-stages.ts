import { stepsBack } from '../../../domain/remediation/rollback-steps.ts';
import { canaryGroup } from '../../../domain/steps/step-groups.ts';
import { canaryStep, kindsInOrder, kindsInOrderBack, type Step } from '../../../domain/steps/step-kinds.ts';
import type { Stage } from '../../messages/afterwards-messages.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { numberWords } from '../../words/words.ts';
import { countSteps, outcomesOf, type PlanProgress, type StepCounts } from '../state/plan-progress.ts';

/** The stages of the way forward: those that the plans have, then the first runs. */
export function forwardStages(plansProgress: readonly PlanProgress[], switches: readonly SwitchRow[]): Stage[] {
  const ended = plansProgress.every(({ forward }) => forward?.state === 'ended');
  const canaries = new Set(plansProgress.flatMap(({ plan }) => canaryGroup(plan.steps)));
  const isCanary = (step: Step) => canaries.has(step);
  const isGroup = canaries.size > plansProgress.filter(({ plan }) => canaryStep(plan.steps) !== undefined).length;
  const stage = (title: string, which: (step: Step) => boolean): Stage[] => {
    const counts = plansProgress.map((progress) =>
      countSteps(progress.plan.steps, outcomesOf(progress.forward), which),
    );
    return stageOf(title, sum(counts), ended);
  };
  return [
    ...kindsInOrder.flatMap(({ type, words }): Stage[] => [
      ...(words.canaryStage === null
        ? []
        : [
            ...stage(isGroup ? `${words.canaryStage} and what belongs to it` : words.canaryStage, isCanary),
            ...canaryStage(plansProgress, switches),
          ]),
      ...stage(words.stage, (step) => step.type === type && !isCanary(step)),
    ]),
    ...firstRunsStage(switches, ended),
  ];
}

/** The stages of the way back, in its order. */
export function backStages(plansProgress: readonly PlanProgress[]): Stage[] {
  const gone = plansProgress.filter(({ back }) => back !== undefined);
  const ended = gone.every(({ back }) => back?.state === 'ended');
  return kindsInOrderBack.flatMap(({ type, words }) => {
    const counts = gone.map(({ plan, forward, back }) =>
      countSteps(stepsBack(plan, outcomesOf(forward)), outcomesOf(back), (step) => step.type === type),
    );
    return stageOf(words.stageBack, sum(counts), ended);
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
function canaryStage(plansProgress: readonly PlanProgress[], switches: readonly SwitchRow[]): Stage[] {
  const title = 'Wait for its next run';
  const canaries = plansProgress.filter(({ plan }) => canaryStep(plan.steps) !== undefined);
  if (canaries.length === 0) return [];
  const executions = canaries.flatMap(({ forward }) => forward ?? []);
  const passed = executions.filter(({ canary }) => canary === 'passed').length;
  const overruled = executions.filter(({ canary }) => canary === 'overruled').length;
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  // Stopped while it waited, or ended before it could.
  const without = executions.filter(({ state, canary }) => state === 'ended' && canary === undefined).length;
  const bad = switches.filter(({ canary, state }) => canary && ['failed', 'doubtful', 'unseen'].includes(state)).length;
  const words = [
    ...(passed > 0 ? [`${numberWords(passed)} of ${numberWords(canaries.length)} went well`] : []),
    ...(overruled > 0 ? [`${numberWords(overruled)} not waited for: an approver went on`] : []),
    ...(without > 0 ? [`${numberWords(without)} not waited for: it ended before`] : []),
    ...(bad > 0 ? [`${numberWords(bad)} failed or needs review`] : []),
    ...(waiting.length > bad ? [`${numberWords(waiting.length - bad)} pending`] : []),
  ];
  const all = passed + overruled === canaries.length;
  const state = all ? 'complete' : bad > 0 || without > 0 ? 'error' : waiting.length > 0 ? 'in-progress' : 'pending';
  return [{ title, state, detail: words.join('; ') || 'not yet' }];
}

/** What the watch over the first runs has seen. */
function firstRunsStage(switches: readonly SwitchRow[], ended: boolean): Stage[] {
  const watched = switches.filter(({ state }) => state !== 'moving' && state !== 'void');
  if (watched.length === 0) return [];
  const count = (...states: SwitchRow['state'][]) => watched.filter(({ state }) => states.includes(state)).length;
  const [good, bad, unseen, watching] = [
    count('good'),
    count('failed', 'doubtful'),
    count('unseen'),
    count('watching'),
  ];
  const words = [
    `${numberWords(good)} of ${numberWords(watched.length)} went well`,
    ...(bad > 0 ? [`${numberWords(bad)} to review`] : []),
    ...(watching > 0 ? [`${numberWords(watching)} pending`] : []),
    ...(unseen > 0 ? [`${numberWords(unseen)} not seen to run in time`] : []),
  ];
  const over = watching === 0 && ended;
  const state = bad > 0 ? 'error' : over ? 'complete' : 'in-progress';
  return [{ title: 'First runs', state, detail: words.join('; ') }];
}
