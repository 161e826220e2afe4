import type { ViewSubmitAction } from '@slack/bolt';
import type { ChosenWay } from '../usecases/remediation-surface.ts';
import { callbackIds } from './action-ids.ts';
import { also, fields } from './views/remediation-form.ts';
import { understoodField } from './views/roll-back-form.ts';

/** What Slack remembers of a form between its opening and its submission: opaque ids. */
export interface FormPlace {
  /** A finding's or a request's id. */
  readonly id: string;
  /** Where the button was pressed. */
  readonly channel: string;
  /** The message of the button. */
  readonly ts?: string;
}

export type Submission =
  | {
      readonly kind: 'remediate';
      readonly user: string;
      readonly viewId: string;
      readonly place: FormPlace;
      readonly choice: ChosenWay;
      readonly reason: string;
    }
  | {
      readonly kind: 'reject';
      readonly user: string;
      readonly viewId: string;
      readonly place: FormPlace;
      readonly reason: string;
    }
  | {
      readonly kind: 'roll-back';
      readonly user: string;
      readonly viewId: string;
      readonly place: FormPlace;
      /** The second confirmation was given. */
      readonly understood: boolean;
    }
  /** By block: what to mend in the form. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> };

/** The place as private metadata. */
export function formPlaceText(place: FormPlace): string {
  return JSON.stringify(place);
}

function readFormPlace(text: string): FormPlace | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('id' in parsed) || !('channel' in parsed)) return undefined;
    const { id, channel } = parsed;
    if (typeof id !== 'string' || id === '' || typeof channel !== 'string') return undefined;
    const ts = 'ts' in parsed && typeof parsed.ts === 'string' ? { ts: parsed.ts } : {};
    return { id, channel, ...ts };
  } catch {
    return undefined;
  }
}

const submitted: ReadonlySet<string> = new Set([
  callbackIds.remediate,
  callbackIds.retire,
  callbackIds.reject,
  callbackIds.rollBack,
]);
/** A retire has nothing to choose. */
const retireWay = { mode: 'bookmarks-only', crawlers: false, visualJobs: false, canary: false, retire: true } as const;

type Values = ViewSubmitAction['view']['state']['values'];

/** Reads what was submitted; undefined for a form that is not ours. Only what Slack must be told at once is checked. */
export function readSubmission(body: Pick<ViewSubmitAction, 'user' | 'view'>): Submission | undefined {
  const { callback_id: callback, private_metadata: metadata, state, id: viewId } = body.view;
  if (!submitted.has(callback)) return undefined;
  const place = readFormPlace(metadata);
  if (place === undefined) return undefined;
  const { values } = state;
  if (callback === callbackIds.rollBack) {
    const boxes = values[understoodField]?.[understoodField]?.selected_options ?? [];
    return { kind: 'roll-back', user: body.user.id, viewId, place, understood: boxes.length > 0 };
  }
  const reason = typed(values, fields.reason) ?? '';
  const blank = { [fields.reason]: 'Say why, in a sentence.' };
  const base = { user: body.user.id, viewId, place, reason };
  if (callback === callbackIds.reject) {
    return reason === '' ? { kind: 'errors', errors: blank } : { kind: 'reject', ...base };
  }
  if (callback === callbackIds.retire) {
    return reason === '' ? { kind: 'errors', errors: blank } : { kind: 'remediate', ...base, choice: retireWay };
  }
  const errors = { ...(reason === '' && blank), ...keyErrors(values) };
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  return { kind: 'remediate', ...base, choice: readChoice(values) };
}

function keyErrors(values: Values): Readonly<Record<string, string>> {
  const byHand = typed(values, fields.keyByHand);
  const attach = chosen(values, fields.attach);
  if (byHand !== undefined && attach !== undefined)
    return { [fields.keyByHand]: 'A key is for a new configuration: leave this empty, or attach none.' };
  if (byHand !== undefined && !/^arn:[^:]+:kms:[^:]+:[^:]+:(?:key|alias)\/\S+$/.test(byHand))
    return { [fields.keyByHand]: 'An ARN looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-…' };
  if (byHand === undefined && attach === undefined && chosen(values, fields.key) === undefined)
    return { [fields.keyByHand]: 'Choose a key, or give its ARN here.' };
  return {};
}

function readChoice(values: Values): ChosenWay {
  const attach = chosen(values, fields.attach);
  const key = typed(values, fields.keyByHand) ?? chosen(values, fields.key);
  const more = (values[fields.also]?.[fields.also]?.selected_options ?? []).map(({ value }) => value);
  return {
    mode: chosen(values, fields.mode) === 'full' ? 'full' : 'bookmarks-only',
    ...(attach !== undefined ? { attach } : key !== undefined && { key }),
    crawlers: more.includes(also.crawlers),
    visualJobs: more.includes(also.visualJobs),
  };
}

function typed(values: Values, field: string): string | undefined {
  const text = values[field]?.[field]?.value?.trim() ?? '';
  return text === '' ? undefined : text;
}

function chosen(values: Values, field: string): string | undefined {
  return values[field]?.[field]?.selected_option?.value ?? undefined;
}
