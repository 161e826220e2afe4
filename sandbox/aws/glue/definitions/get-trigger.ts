import { ServiceError } from '../../errors.ts';
import { type Call, requiredText, seen } from '../../operation.ts';
import { shownTrigger } from '../changes/update-trigger.ts';

/** One trigger. */
export function getTrigger(call: Call): object {
  const name = requiredText(call, 'Name', { min: 1, max: 255 });
  const found = seen(call, call.world.region(call.identity.account, call.region).triggers, name);
  if (!found) throw new ServiceError('EntityNotFoundException', `Trigger with name ${name} not found.`);
  return { Trigger: shownTrigger(call, found) };
}
