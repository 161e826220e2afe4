import { exposes } from '../audit/exposure.ts';
import { glueArn } from '../glue-arn.ts';
import { takesConfiguration } from '../job-kinds.ts';
import { member, text } from '../shape.ts';
import {
  compareJobs,
  graphForHash,
  hasGraph,
  jobCommand,
  jobConfiguration,
  jobForHash,
  jobUpdate,
} from './job-update.ts';
import { fromTo, gone, judgeUse, type Observation, switched } from './observation.ts';
import { literal, passRole } from './permissions.ts';
import type { JobStep } from './step-base.ts';
import type { StepKind } from './step-kind.ts';

const configuration = 'SecurityConfiguration';

/** Plans of version 0.1.0 have steps for Ray jobs. What those switched can go back. */
const ray: Observation = { at: 'elsewhere', state: 'failed', reason: 'ray-job' };

/** Gives a job another configuration. */
export const switchJob: StepKind<JobStep, 'job', 'UpdateJob'> = {
  type: 'repoint-job',
  effect: 'switches',
  resource: 'job',
  dependent: 'job',
  operation: 'UpdateJob',
  words: {
    stage: 'Switch jobs',
    stageBack: 'Switch jobs back',
    canaryStage: 'Switch the canary job',
    unit: { before: '', one: 'job' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft({ name, definition: job, replaced, to, bookmarks, choice, named, hash }) {
    const from = jobConfiguration(job);
    if (from !== replaced) return { reason: 'changed' };
    if (hasGraph(job) && !choice.visualJobs && !named) return { reason: 'visual' };
    const update = jobUpdate(job, to);
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    const graph = graphForHash(job);
    const role = text(member(job, 'Role'));
    return {
      id: '',
      type: 'repoint-job',
      name,
      from,
      to,
      saw: hash(jobForHash(job)),
      graph: graph === null ? null : hash(graph),
      ...(bookmarks !== undefined && { bookmarks }),
      ...(role !== undefined && { role }),
      streaming: jobCommand(job) === 'gluestreaming',
      canary: false,
    };
  },

  of: (step) => ({
    resource: { kind: 'job', name: step.name },
    judge(definition, before, hash) {
      if (definition === undefined) return gone;
      const now = jobConfiguration(definition);
      const takesNone = !takesConfiguration({ command: jobCommand(definition) });
      if (takesNone && now !== step.to && !step.anyCommand) return ray;
      return judgeUse(step, {
        definition,
        member: configuration,
        now,
        differs: compareJobs(before, definition),
        isSame: () => hash(jobForHash(definition)) === step.saw,
      });
    },
    request(definition) {
      const made = jobUpdate(definition, step.to);
      return 'refused' in made ? made : { input: { JobName: step.name, JobUpdate: made.update } };
    },
    inverse: () => ({ ...step, from: step.to, to: step.from, saw: '', canary: false, anyCommand: true }),
    made: (before) => switched(before, configuration, step.to),
    expecting: (definition, hash) => ({ ...step, saw: hash(jobForHash(definition)) }),
    permissions: (target) => [
      { actions: ['glue:GetJobBookmark'] },
      { actions: ['glue:GetJob', 'glue:UpdateJob'], resources: [glueArn(target, 'job', literal(step.name))] },
      ...passRole(target, step.role),
    ],
    tagged: (target) => glueArn(target, 'job', step.name),
    job: step,
    role: step.role ?? null,
    runs: (definition) => [{ type: 'job', name: step.name, definition }],
    actions: [],
    starts: [],
    toDo: () => `switch job ${step.name}${traits(step)} ${fromTo(step.from, step.to)}`,
    note:
      step.graph === null
        ? null
        : 'The graph of a visual job is never sent: Glue keeps it as it is when it is left out. It is compared afterwards.',
  }),
};

/** A paused bookmark is read, and not updated. */
function bookmarkTrait(bookmarks: JobStep['bookmarks']): string[] {
  if (!exposes(bookmarks)) return [];
  return [bookmarks === 'job-bookmark-pause' ? 'reads a paused bookmark' : 'writes bookmarks'];
}

function traits({ canary, streaming, graph, bookmarks }: JobStep): string {
  const found = [
    ...(canary ? ['canary job'] : []),
    ...(streaming ? ['streaming'] : []),
    ...(graph === null ? [] : ['visual']),
    ...bookmarkTrait(bookmarks),
  ];
  return found.length > 0 ? ` (${found.join(', ')})` : '';
}
