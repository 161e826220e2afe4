import type { Circumstances } from '../../usecases/boundary.ts';
import type { ActionCall } from '../forms/action-call.ts';
import { readFormState } from '../forms/form-state.ts';
import { planActions } from '../views/common/action-ids.ts';
import type { Submission } from './form-submission.ts';

/** What the log says of a press that failed. */
export function circumstancesOf({ actionId, user, value, chosen, view }: ActionCall): Circumstances {
  if (planActions.test(actionId)) return { action: actionId, user, request: readFormState(view?.privateMetadata)?.id };
  const id = value ?? chosen[0];
  return { action: actionId, user, ...(actionId.startsWith('request.') ? { request: id } : { id }) };
}

/** What the log says of a form that failed. */
export function formCircumstances({ kind, user, modalState }: Exclude<Submission, { kind: 'errors' }>): Circumstances {
  const ofRequest = kind === 'reject' || kind === 'roll-back';
  return { action: `form ${kind}`, user, ...(ofRequest ? { request: modalState.id } : { id: modalState.id }) };
}
