import { z } from 'zod';
import { bookmarkOptions } from '../../domain/model.ts';
import type { NewSwitch, SwitchRow } from '../../usecases/ports/switch-records.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';
import type { SwitchTable } from '../database/switch-schema.ts';

const bookmark = z.union([
  z.strictObject({ none: z.literal(true) }),
  z.strictObject({ error: z.string() }),
  z.strictObject({
    version: z.number().exactOptional(),
    run: z.number().exactOptional(),
    attempt: z.number().exactOptional(),
    runId: z.string().exactOptional(),
    previousRunId: z.string().exactOptional(),
    digest: z.string().exactOptional(),
  }),
]);

const run = z.strictObject({
  id: z.string(),
  state: z.string(),
  startedAt: z.number(),
  configuration: z.string().exactOptional(),
  bookmarks: z.enum(bookmarkOptions).exactOptional(),
  aboutKeys: z.boolean().exactOptional(),
  error: z.string().exactOptional(),
});

const json = <T extends z.ZodType>(schema: T) => z.string().transform(parseJson).pipe(schema);

const switchRow = z.object({
  plan_id: z.string(),
  step_id: z.string(),
  request_id: z.string(),
  execution_id: z.string(),
  rule: z.string(),
  account: z.string(),
  region: z.string(),
  job: z.string(),
  from_name: z.string().nullable(),
  to_name: z.string(),
  canary: z.number(),
  streaming: z.number(),
  bookmarks: z.enum(bookmarkOptions).nullable(),
  before_json: json(bookmark),
  opened_at: z.number(),
  state: z.enum(['moving', 'void', 'watching', 'good', 'doubtful', 'failed', 'unseen']),
  moved_at: z.number().nullable(),
  watch_until: z.number().nullable(),
  next_look_at: z.number().nullable(),
  run_json: json(run).nullable(),
  after_json: json(bookmark).nullable(),
  reason: z
    .enum([
      'moved-on',
      'first-bookmark',
      'kept',
      'no-bookmarks',
      'streaming',
      'reset',
      'bookmark-gone',
      'unchanged',
      'no-bookmark',
      'unread',
      'failed',
      'not-watched',
      'not-read',
    ])
    .nullable(),
  closed_at: z.number().nullable(),
  back_at: z.number().nullable(),
  trigger_name: z.string().nullable(),
});

/** @throws {StoreError} `damaged-row` */
export function toSwitch(row: unknown): SwitchRow {
  const parsed = parseRow('moves', switchRow, row);
  return {
    planId: parsed.plan_id,
    stepId: parsed.step_id,
    requestId: parsed.request_id,
    executionId: parsed.execution_id,
    rule: parsed.rule,
    account: parsed.account,
    region: parsed.region,
    job: parsed.job,
    from: parsed.from_name,
    to: parsed.to_name,
    canary: parsed.canary !== 0,
    streaming: parsed.streaming !== 0,
    before: parsed.before_json,
    openedAt: parsed.opened_at,
    state: parsed.state,
    ...given('bookmarks', parsed.bookmarks),
    ...given('movedAt', parsed.moved_at),
    ...given('watchUntil', parsed.watch_until),
    ...given('nextCheckAt', parsed.next_look_at),
    ...given('run', parsed.run_json),
    ...given('after', parsed.after_json),
    ...given('reason', parsed.reason),
    ...given('closedAt', parsed.closed_at),
    ...given('backAt', parsed.back_at),
    ...given('trigger', parsed.trigger_name),
  };
}

export function switchColumns(jobSwitch: NewSwitch): SwitchTable {
  return {
    plan_id: jobSwitch.planId,
    step_id: jobSwitch.stepId,
    request_id: jobSwitch.requestId,
    execution_id: jobSwitch.executionId,
    rule: jobSwitch.rule,
    account: jobSwitch.account,
    region: jobSwitch.region,
    job: jobSwitch.job,
    from_name: jobSwitch.from,
    to_name: jobSwitch.to,
    canary: jobSwitch.canary ? 1 : 0,
    streaming: jobSwitch.streaming ? 1 : 0,
    bookmarks: jobSwitch.bookmarks ?? null,
    before_json: JSON.stringify(jobSwitch.before),
    opened_at: jobSwitch.openedAt,
    state: 'moving',
    moved_at: null,
    watch_until: null,
    next_look_at: null,
    run_json: null,
    after_json: null,
    reason: null,
    closed_at: null,
    back_at: null,
    trigger_name: jobSwitch.trigger ?? null,
  };
}
