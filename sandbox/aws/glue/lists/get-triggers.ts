import { type Call, optionalText } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of triggers, those in workflows too. At most 200 a page; DependentJobName: only those that start the job. */
export function getTriggers(call: Call): Buffer {
  const { triggers } = call.world.region(call.identity.account, call.region);
  const spec = { member: 'Triggers', max: 200, usual: 100 };
  const job = optionalText(call, 'DependentJobName', { min: 1, max: 255 });
  if (job === undefined) return listPage(call, spec, triggers);
  const starting = triggers.list().filter((trigger) => trigger.Actions.some((action) => action.JobName === job));
  return listPage(call, spec, triggers, starting);
}
