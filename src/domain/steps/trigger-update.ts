import { differences } from '../differences.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';
import {
  isList,
  isObject,
  list,
  map,
  member,
  members,
  misfits,
  omit,
  text,
  value,
  values,
  withoutNulls,
} from '../shape.ts';
import type { Refused } from './job-update.ts';

/** What UpdateTrigger overwrites (TriggerUpdate, AWS Glue API 2017-03-31); its Name is "reserved for future use". */
const updateShapes = {
  Description: value,
  Schedule: value,
  Actions: list(
    members({
      JobName: value,
      Arguments: map,
      Timeout: value,
      SecurityConfiguration: value,
      NotificationProperty: values('NotifyDelayAfter'),
      CrawlerName: value,
    }),
  ),
  Predicate: members({
    Logical: value,
    Conditions: list(values('LogicalOperator', 'JobName', 'State', 'CrawlerName', 'CrawlState')),
  }),
  EventBatchingCondition: values('BatchSize', 'BatchWindow'),
};

const readOnlyShapes = { Name: value, WorkflowName: value, Id: value, Type: value, State: value };
const triggerShape = members({ ...updateShapes, ...readOnlyShapes });
const readOnly: ReadonlySet<string> = new Set(Object.keys(readOnlyShapes));

/** One action's other configuration; null: none. */
export interface ActionChange {
  readonly index: number;
  readonly configuration: string | null;
}

/**
 * The whole TriggerUpdate that gives some actions of a trigger, as GetTrigger sent it, another security configuration
 * and keeps everything else: UpdateTrigger overwrites what it is not sent.
 */
export function triggerUpdate(
  trigger: JsonObject,
  changes: readonly ActionChange[],
): { readonly update: JsonObject } | Refused {
  const count = triggerActions(trigger).length;
  const missing = changes.filter(({ index }) => !(Number.isInteger(index) && index >= 0 && index < count));
  const refused = [...misfits(trigger, triggerShape), ...missing.map(({ index }) => `Actions[${index}]`)];
  if (refused.length > 0) return { refused };
  const kept = omit(withoutNulls(trigger, triggerShape) as JsonObject, readOnly);
  return { update: changes.length === 0 ? kept : { ...kept, Actions: changedActions(kept, changes) } };
}

function changedActions(trigger: JsonObject, changes: readonly ActionChange[]): Json[] {
  const byIndex = new Map(changes.map(({ index, configuration }) => [index, configuration]));
  return triggerActions(trigger).map((action, index) => {
    const configuration = byIndex.get(index);
    if (configuration === undefined) return action;
    const { SecurityConfiguration: _replaced, ...rest } = action;
    return configuration === null ? rest : { ...rest, SecurityConfiguration: configuration };
  });
}

/** A trigger's actions, in order. Anything that is no object counts as an empty action. */
export function triggerActions(trigger: JsonObject): JsonObject[] {
  const actions = member(trigger, 'Actions');
  return isList(actions) ? actions.map((action) => (isObject(action) ? action : {})) : [];
}

/** The configuration that an action names; null: none. */
export function actionConfiguration(action: JsonObject): string | null {
  return text(member(action, 'SecurityConfiguration')) ?? null;
}

/**
 * The paths at which a trigger differs from what it was, other than the configurations of the chosen actions. Nothing
 * of a trigger is computed by the service: its State too must be the same.
 */
export function compareTriggers(before: JsonObject, after: JsonObject, changed: readonly number[]): string[] {
  const chosen = new Set(changed.map((index) => `Actions[${index}].SecurityConfiguration`));
  return differences(before, after).filter((path) => !chosen.has(path));
}

/** The text of a trigger whose digest tells whether it changed, its State included. */
export function triggerForHash(trigger: JsonObject): string {
  return canonical(trigger);
}
