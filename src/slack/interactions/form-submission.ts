import type { ViewSubmitAction } from '@slack/bolt';
import { arnForm, partitionNote } from '../../domain/glue-arn.ts';
import { databaseNamesProblem, readDatabaseNames } from '../../usecases/database-names.ts';
import type { RemediationChoice } from '../../usecases/ports/remediation-surface.ts';
import { type AcceptSubmission, readAccept } from '../forms/accept-submission.ts';
import { readBulkState } from '../forms/bulk-state.ts';
import { type FormState, readFormState } from '../forms/form-state.ts';
import { chosen, ticked, typed, type Values } from '../forms/form-values.ts';
import { readShown, type ShownForm } from '../forms/shown-form.ts';
import { callbackIds } from '../views/common/action-ids.ts';
import { allAtOnce, also, fields } from '../views/remediation/form-blocks.ts';
import { understoodField } from '../views/remediation/roll-back-form.ts';

export type Submission =
  | {
      readonly kind: 'remediate';
      readonly user: string;
      readonly viewId: string;
      readonly modalState: FormState;
      readonly choice: RemediationChoice;
      readonly reason: string;
      readonly shown: ShownForm;
    }
  | {
      readonly kind: 'reject' | 'reject-risk';
      readonly user: string;
      readonly viewId: string;
      readonly modalState: FormState;
      readonly reason: string;
    }
  | {
      readonly kind: 'several';
      readonly user: string;
      readonly viewId: string;
      readonly modalState: FormState;
      readonly findingIds: readonly string[];
      readonly choice: RemediationChoice;
      readonly reason: string;
      readonly shown: ShownForm;
    }
  | {
      readonly kind: 'roll-back';
      readonly user: string;
      readonly viewId: string;
      readonly modalState: FormState;
      /** The second confirmation was given. */
      readonly understood: boolean;
    }
  | AcceptSubmission
  /** By block: what to fix in the form. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> };

/** A retire has nothing to choose. */
const retireChoiceOf = {
  mode: 'bookmarks-only',
  crawlers: false,
  visualJobs: false,
  canary: false,
  retire: true,
} as const;

const keyForm = arnForm('kms:<region>:<account>:key/1234abcd-…');

type Errors = Readonly<Record<string, string>>;

/** Reads what was submitted; undefined for a form that is not ours. Only what Slack must be told at once is checked. */
export function readSubmission(body: Pick<ViewSubmitAction, 'user' | 'view'>): Submission | undefined {
  const { callback_id: callback, private_metadata: metadata, state, id: viewId } = body.view;
  const modalState = readFormState(metadata);
  if (modalState === undefined) return undefined;
  const { values } = state;
  if (callback === callbackIds.accept) return readAccept(body.user.id, body.view, values);
  if (callback === callbackIds.rollBack) {
    const boxes = values[understoodField]?.[understoodField]?.selected_options ?? [];
    return { kind: 'roll-back', user: body.user.id, viewId, modalState, understood: boxes.length > 0 };
  }
  const reason = typed(values, fields.reason) ?? '';
  const base = { user: body.user.id, viewId, modalState, reason };
  const form = { ...base, shown: readShown(body.view) };
  const { mode } = modalState;
  const checked = (submission: Submission, found: Errors = {}): Submission => {
    const errors = { ...(reason === '' && { [fields.reason]: 'Say why, in a sentence.' }), ...found };
    return Object.keys(errors).length > 0 ? { kind: 'errors', errors } : submission;
  };
  switch (callback) {
    case callbackIds.reject:
      return checked({ kind: 'reject', ...base });
    case callbackIds.rejectRisk:
      return checked({ kind: 'reject-risk', ...base });
    case callbackIds.remediate:
      return checked(
        { kind: 'remediate', ...form, choice: readChoice(values, { mode, bulk: false }) },
        { ...keyErrors(values, false), ...databaseErrors(values) },
      );
    case callbackIds.retire:
      return checked({ kind: 'remediate', ...form, choice: retireChoiceOf });
    case callbackIds.bulk: {
      const findingIds = ticked(values, fields.findings);
      const choice = readChoice(values, { mode, bulk: true });
      return checked({ kind: 'several', ...form, findingIds, choice }, keyErrors(values, true));
    }
    case callbackIds.bulkRest: {
      const rest = readBulkState(metadata);
      return rest && checked({ kind: 'several', ...form, findingIds: rest.findingIds, choice: rest.choice });
    }
    default:
      return undefined;
  }
}

/** For one finding either a key or what to attach; for several both, each for its own kind. */
function keyErrors(values: Values, bulk: boolean): Errors {
  const byHand = typed(values, fields.keyByHand);
  const attach = chosen(values, fields.attach);
  if (byHand !== undefined && attach !== undefined && !bulk)
    return { [fields.keyByHand]: 'A key is for a new configuration: leave this empty, or attach none.' };
  if (byHand !== undefined && !/^arn:[^:]+:kms:[^:]+:[^:]+:(?:key|alias)\/\S+$/.test(byHand))
    return { [fields.keyByHand]: `An ARN looks like ${keyForm} (${partitionNote})` };
  if (byHand === undefined && attach === undefined && chosen(values, fields.key) === undefined) return noKey(values);
  return {};
}

/** Said at a field that is there: Slack shows no error of another one. */
function noKey(values: Values): Errors {
  if (!(fields.key in values)) return { [fields.keyByHand]: 'Give the ARN of a key or alias.' };
  const below = fields.keyByHand in values ? 'below' : 'under More options';
  return { [fields.key]: `Choose a key, or give its ARN ${below}.` };
}

function databaseErrors(values: Values): Errors {
  const problem = databaseNamesProblem(readDatabases(values));
  return problem === undefined ? {} : { [fields.databases]: problem };
}

function readDatabases(values: Values): readonly string[] {
  return readDatabaseNames(typed(values, fields.databases) ?? '');
}

/** A field that the form does not have is as its default. `mode`: of a form that does not ask for it. */
function readChoice(
  values: Values,
  { mode, bulk }: { readonly mode: FormState['mode']; readonly bulk: boolean },
): RemediationChoice {
  const attach = chosen(values, fields.attach);
  const key = typed(values, fields.keyByHand) ?? chosen(values, fields.key);
  const more = ticked(values, fields.also);
  const only = ticked(values, fields.only);
  const databases = readDatabases(values);
  return {
    mode: (chosen(values, fields.mode) ?? mode) === 'full' ? 'full' : 'bookmarks-only',
    ...(attach !== undefined && { attach }),
    ...(key !== undefined && (bulk || attach === undefined) && { key }),
    ...(only.length > 0 && { only }),
    crawlers: more.includes(also.crawlers),
    ...(databases.length > 0 && { databases }),
    visualJobs: more.includes(also.visualJobs),
    // A form that does not ask has nothing that could go first, or only one thing.
    canary: chosen(values, fields.canary) !== allAtOnce,
  };
}
