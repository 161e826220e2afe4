import { startedBookmarks } from '../audit/exposure.ts';
import { glueArn } from '../glue-arn.ts';
import { takesConfiguration } from '../job-kinds.ts';
import type { JsonObject } from '../json.ts';
import { listWords } from '../list-words.ts';
import type { BookmarkOption, Job } from '../model.ts';
import { member, text } from '../shape.ts';
import { changed, fromTo, gone, switched } from './observation.ts';
import { literal } from './permissions.ts';
import type { StepBase } from './step-base.ts';
import type { DraftInput, StepKind } from './step-kind.ts';
import type { RunsOf } from './step-runs.ts';
import {
  actionConfiguration,
  compareTriggers,
  triggerActions,
  triggerForHash,
  triggerUpdate,
} from './trigger-update.ts';

interface TriggerActionSwitch {
  readonly index: number;
  /** What it names now. */
  readonly from: string | null;
  /**
   * The job that it starts, with the option of its runs. Absent: it starts none that the lists show, or the plan was made
   * before plans named them.
   */
  readonly job?: string;
  readonly bookmarks?: BookmarkOption;
  readonly streaming?: true;
}

export interface TriggerSwitch extends StepBase {
  readonly type: 'repoint-trigger';
  /** Only these actions change. */
  readonly actions: readonly TriggerActionSwitch[];
  readonly to: string | null;
  readonly saw: string;
  /** The trigger's State, which must be the same afterwards. */
  readonly state?: string;
  /** Of a way back: it may have been switched on or off since. */
  readonly anyState?: true;
}

/** Gives another configuration to the actions of a trigger that override their job's own. */
export const switchTrigger: StepKind<TriggerSwitch, 'trigger', 'UpdateTrigger'> = {
  type: 'repoint-trigger',
  effect: 'switches',
  resource: 'trigger',
  dependent: 'trigger',
  operation: 'UpdateTrigger',
  words: {
    stage: 'Switch triggers',
    stageBack: 'Switch triggers back',
    canaryStage: null,
    unit: { before: '', one: 'trigger' },
    subject: (name) => name,
    untouched: 'left as it was',
  },
  configurationWords: null,

  draft(input) {
    const { name, definition: trigger, to, choice, named, hash } = input;
    const matching = overriding(input);
    if (matching.length === 0) return { reason: 'changed' };
    const asked = choice.crawlers || named;
    const actions = matching.flatMap(({ crawls, action }) => (asked || !crawls ? [action] : []));
    if (actions.length === 0) return { reason: 'crawler' };
    const update = triggerUpdate(
      trigger,
      actions.map(({ index }) => ({ index, configuration: to })),
    );
    if ('refused' in update) return { reason: 'unsendable', paths: update.refused };
    const state = text(member(trigger, 'State'));
    return {
      id: '',
      type: 'repoint-trigger',
      name,
      actions,
      to,
      saw: hash(triggerForHash(trigger)),
      ...(state !== undefined && { state }),
    };
  },

  of(step) {
    const indices = step.actions.map(({ index }) => index);
    return {
      resource: { kind: 'trigger', name: step.name },
      judge(definition, before, hash) {
        if (definition === undefined) return gone;
        const now = triggerActions(definition).map(actionConfiguration);
        const differs = compareTriggers(before, definition, indices);
        if (indices.every((index) => (now[index] ?? null) === step.to)) return { at: 'goal', differs };
        const seen = step.anyState ? withStateOf(before, definition) : definition;
        const same = hash(triggerForHash(seen)) === step.saw;
        return same ? { at: 'start', definition } : changed(differs.length > 0 ? differs : ['Actions']);
      },
      request(definition) {
        const changes = indices.map((index) => ({ index, configuration: step.to }));
        const made = triggerUpdate(definition, changes);
        return 'refused' in made ? made : { input: { Name: step.name, TriggerUpdate: made.update } };
      },
      inverse() {
        // All of them named what the plan replaced.
        const to = step.actions[0]?.from ?? null;
        const actions = step.actions.map((action) => ({ ...action, from: step.to }));
        return { ...step, actions, to, saw: '', anyState: true };
      },
      made(before) {
        const changing = new Set(indices);
        const actions = triggerActions(before).map((action, index) =>
          changing.has(index) ? switched(action, 'SecurityConfiguration', step.to) : action,
        );
        return { ...before, Actions: actions };
      },
      expecting: (definition, hash) => ({ ...step, saw: hash(triggerForHash(definition)) }),
      permissions: (target) => [
        // The bookmark of a job that it starts is read before the change: its first run is watched.
        ...(step.actions.some(({ job }) => job !== undefined) ? [{ actions: ['glue:GetJobBookmark'] }] : []),
        {
          actions: ['glue:GetTrigger', 'glue:UpdateTrigger'],
          resources: [glueArn(target, 'trigger', literal(step.name))],
        },
      ],
      tagged: (target) => glueArn(target, 'trigger', step.name),
      job: null,
      role: null,
      runs(definition) {
        const actions = triggerActions(definition);
        return indices.flatMap((index) => startedBy(actions[index]));
      },
      actions: indices,
      starts: step.actions.flatMap(({ job, from, bookmarks, streaming = false }) =>
        job === undefined ? [] : [{ job, from, to: step.to, streaming, ...(bookmarks !== undefined && { bookmarks }) }],
      ),
      toDo() {
        const which = `${indices.length === 1 ? 'action' : 'actions'} ${listWords(indices.map((index) => String(index + 1)))}`;
        return `switch ${which} of trigger ${step.name} ${fromTo(step.actions[0]?.from ?? null, step.to)}`;
      },
      note: null,
    };
  },
};

/**
 * The actions that override with what is replaced. Nothing overrides with "none". An action that starts a Ray job stays
 * as it is: such a job takes no configuration.
 */
function overriding({ definition, replaced, job, jobs }: DraftInput) {
  return triggerActions(definition).flatMap((action, index) => {
    const from = actionConfiguration(action);
    const started = text(member(action, 'JobName'));
    if (replaced === null || from !== replaced || (job !== undefined && started !== job)) return [];
    const known = started === undefined ? undefined : jobs.get(started);
    if (known && !takesConfiguration(known)) return [];
    return [{ action: { index, from, ...(known && startedJob(known, action)) }, crawls: started === undefined }];
  });
}

function startedJob(job: Job, action: JsonObject): Omit<TriggerActionSwitch, 'index' | 'from'> {
  const bookmarks = startedBookmarks(job, text(member(member(action, 'Arguments'), '--job-bookmark-option')));
  return {
    job: job.name,
    ...(bookmarks !== undefined && { bookmarks }),
    ...(job.command === 'gluestreaming' && { streaming: true }),
  };
}

/** What an action starts: a job or a crawler. */
function startedBy(action: JsonObject | undefined): RunsOf[] {
  const [job, crawler] = [text(member(action, 'JobName')), text(member(action, 'CrawlerName'))];
  if (job !== undefined) return [{ type: 'job', name: job }];
  return crawler === undefined ? [] : [{ type: 'crawler', name: crawler }];
}

function withStateOf(before: JsonObject, { State: _now, ...definition }: JsonObject): JsonObject {
  const { State } = before;
  return State === undefined ? definition : { ...definition, State };
}
