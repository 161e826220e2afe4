import { exposes } from '../audit/exposure.ts';
import { glueArn } from '../glue-arn.ts';
import { member, text } from '../shape.ts';
import {
  compareJobs,
  graphForDigest,
  hasGraph,
  jobCommand,
  jobConfiguration,
  jobForDigest,
  jobUpdate,
} from './job-update.ts';
import { literal, passRole } from './permissions.ts';
import { fromTo, gone, judgeUse, pointed } from './sight.ts';
import type { JobStep } from './step-base.ts';
import type { StepKind } from './step-kind.ts';

const configuration = 'SecurityConfiguration';

/** Gives a job another configuration. */
export const repointJob: StepKind<JobStep, 'job', 'UpdateJob'> = {
  type: 'repoint-job',
  effect: 'moves',
  resource: 'job',
  dependent: 'job',
  operation: 'UpdateJob',
  words: {
    stage: 'Move jobs',
    stageBack: 'Move jobs back',
    canaryStage: 'Move the first job',
    unit: { before: '', one: 'job' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft({ name, definition: job, replaced, to, bookmarks, choice, named, digest }) {
    const from = jobConfiguration(job);
    if (from !== replaced) return { reason: 'changed' };
    if (hasGraph(job) && !choice.visualJobs && !named) return { reason: 'visual' };
    const update = jobUpdate(job, to);
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    const graph = graphForDigest(job);
    const role = text(member(job, 'Role'));
    return {
      id: '',
      type: 'repoint-job',
      name,
      from,
      to,
      saw: digest(jobForDigest(job)),
      graph: graph === null ? null : digest(graph),
      ...(bookmarks !== undefined && { bookmarks }),
      ...(role !== undefined && { role }),
      streaming: jobCommand(job) === 'gluestreaming',
      canary: false,
    };
  },

  of: (step) => ({
    resource: { kind: 'job', name: step.name },
    judge(definition, before, digest) {
      if (definition === undefined) return gone;
      return judgeUse(step, {
        definition,
        member: configuration,
        now: jobConfiguration(definition),
        differs: compareJobs(before, definition),
        isSame: () => digest(jobForDigest(definition)) === step.saw,
      });
    },
    request(definition) {
      const made = jobUpdate(definition, step.to);
      return 'refused' in made ? made : { input: { JobName: step.name, JobUpdate: made.update } };
    },
    inverse: () => ({ ...step, from: step.to, to: step.from, saw: '', canary: false }),
    made: (before) => pointed(before, configuration, step.to),
    expecting: (definition, digest) => ({ ...step, saw: digest(jobForDigest(definition)) }),
    permissions: (target) => [
      { actions: ['glue:GetJobBookmark'] },
      { actions: ['glue:GetJob', 'glue:UpdateJob'], resources: [glueArn(target, 'job', literal(step.name))] },
      ...passRole(target, step.role),
    ],
    tagged: (target) => glueArn(target, 'job', step.name),
    job: step,
    role: step.role ?? null,
    actions: [],
    toDo: () => `point job ${step.name}${traits(step)} ${fromTo(step.from, step.to)}`,
    note:
      step.graph === null
        ? null
        : 'The graph of a visual job is never sent: Glue keeps it as it is when it is left out. It is compared afterwards.',
  }),
};

function traits({ canary, streaming, graph, bookmarks }: JobStep): string {
  const found = [
    ...(canary ? ['goes first'] : []),
    ...(streaming ? ['streaming'] : []),
    ...(graph === null ? [] : ['visual']),
    ...(exposes(bookmarks) ? ['writes bookmarks'] : []),
  ];
  return found.length > 0 ? ` (${found.join(', ')})` : '';
}
