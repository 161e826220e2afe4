import { acceptFields } from '../views/exceptions/accept-form.ts';
import { type FormState, readFormState } from './form-state.ts';
import { ticked, typed, type Values } from './form-values.ts';

/** What Slack remembers of the form in which a risk is accepted: the days that may be taken, too. */
export interface AcceptState extends FormState {
  /** YYYY-MM-DD. */
  readonly first: string;
  readonly latest: string;
}

export interface AcceptSubmission {
  readonly kind: 'accept';
  readonly user: string;
  readonly viewId: string;
  readonly modalState: FormState;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly evenIfWorse: boolean;
}

export function acceptStateText(state: AcceptState): string {
  return JSON.stringify(state);
}

function dayOf(metadata: string, key: string): string | undefined {
  const parsed: unknown = JSON.parse(metadata);
  const day: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, key) : undefined;
  return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined;
}

/**
 * Reads the form: what Slack must be told at once stands at its field, by the days of when it was opened. Whether they
 * still hold is judged again when it is asked for.
 */
export function readAccept(
  user: string,
  { id: viewId, private_metadata: metadata }: { readonly id: string; readonly private_metadata: string },
  values: Values,
): AcceptSubmission | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> } | undefined {
  const modalState = readFormState(metadata);
  if (modalState === undefined) return undefined;
  const reason = typed(values, acceptFields.reason) ?? '';
  const owner = values[acceptFields.owner]?.[acceptFields.owner]?.selected_user ?? '';
  const until = values[acceptFields.until]?.[acceptFields.until]?.selected_date ?? '';
  const [first, latest] = [dayOf(metadata, 'first'), dayOf(metadata, 'latest')];
  const errors = {
    ...(reason === '' && { [acceptFields.reason]: 'Say why, in a sentence.' }),
    ...(owner === '' && { [acceptFields.owner]: 'Choose whose risk it is.' }),
    ...(until === '' && { [acceptFields.until]: 'Choose a day.' }),
    ...(until !== '' &&
      first !== undefined &&
      until < first && { [acceptFields.until]: 'That day is over. Choose a later one.' }),
    ...(latest !== undefined && until > latest && { [acceptFields.until]: `Choose ${latest} or an earlier day.` }),
  };
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const evenIfWorse = ticked(values, acceptFields.worse).length > 0;
  return { kind: 'accept', user, viewId, modalState, reason, owner, until, evenIfWorse };
}
