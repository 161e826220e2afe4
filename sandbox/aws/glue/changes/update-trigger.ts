import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText, structureIn } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { updateTriggerInput } from '../models.ts';
import { awaitTriggered } from '../runs/settle-runs.ts';
import type { Action, Trigger } from '../shapes.ts';
import { requireConfiguration } from './references.ts';

type Update = Partial<Trigger>;

/** When a trigger, as it is kept, was updated: epoch milliseconds. */
const updatedAt = new WeakMap<Trigger, number>();

/** As it is shown: for a while after its update UPDATING (hashicorp/terraform-provider-aws waits 5 minutes for it). */
export function shownTrigger(call: Call, trigger: Trigger): Trigger {
  const at = updatedAt.get(trigger);
  const isUpdating = at !== undefined && call.now < at + call.world.settings.triggerUpdatingMs;
  return isUpdating ? { ...trigger, State: 'UPDATING' } : trigger;
}

function checkAction(call: Call, action: Action): void {
  const { jobs, crawlers } = call.world.region(call.identity.account, call.region);
  const { JobName: job, CrawlerName: crawler } = action;
  if ((job === undefined) === (crawler === undefined)) {
    throw invalid('glue', 'An action must have either a job name or a crawler name.');
  }
  if (job !== undefined && !jobs.get(job)) throw new ServiceError('EntityNotFoundException', `Job ${job} not found.`);
  if (crawler !== undefined && !crawlers.get(crawler)) {
    throw new ServiceError('EntityNotFoundException', `Crawler with name ${crawler} does not exist`);
  }
  requireConfiguration(call, action.SecurityConfiguration ?? undefined);
}

function checkKind({ Type, Name }: Trigger, update: Update): void {
  if (update.Name !== undefined && update.Name !== Name) throw invalid('glue', 'A trigger cannot be renamed.');
  if (!update.Actions?.length) throw invalid('glue', 'Actions cannot be null or empty.');
  if ((Type === 'SCHEDULED') !== (update.Schedule !== undefined)) {
    throw invalid('glue', 'A schedule belongs to triggers of type SCHEDULED, and they need one.');
  }
  if ((Type === 'CONDITIONAL') !== (update.Predicate !== undefined)) {
    throw invalid('glue', 'A predicate belongs to triggers of type CONDITIONAL, and they need one.');
  }
  if (update.EventBatchingCondition && Type !== 'EVENT') {
    throw invalid('glue', 'An event batching condition belongs to triggers of type EVENT.');
  }
}

/** Overwrites a trigger's definition: whatever is not sent is lost. Its type, workflow and state stay. */
export function updateTrigger(call: Call): object {
  validate('glue', call.input, updateTriggerInput);
  const name = requiredText(call, 'Name');
  const update: Update = structureIn(call, 'TriggerUpdate');
  const { triggers } = call.world.region(call.identity.account, call.region);
  const trigger = triggers.get(name);
  if (!trigger) throw new ServiceError('EntityNotFoundException', `Trigger with name ${name} not found.`);
  checkKind(trigger, update);
  const { Description, Schedule, Actions = [], Predicate, EventBatchingCondition } = update;
  for (const action of Actions) checkAction(call, action);
  const after: Trigger = {
    Name: name,
    ...(trigger.WorkflowName && { WorkflowName: trigger.WorkflowName }),
    ...(trigger.Id && { Id: trigger.Id }),
    Type: trigger.Type,
    State: trigger.State,
    ...(Description !== undefined && { Description }),
    ...(Schedule !== undefined && { Schedule }),
    Actions,
    ...(Predicate && { Predicate }),
    ...(EventBatchingCondition && { EventBatchingCondition }),
  };
  triggers.put(name, after);
  updatedAt.set(after, call.now);
  awaitTriggered(call.world, { account: call.identity.account, region: call.region, before: trigger, after }, call.now);
  return { Trigger: after };
}
