import { invalid } from '../errors.ts';
import { type Call, requiredText } from '../operation.ts';

/** The status of one Region of the caller's account. */
export function getRegionOptStatus(call: Call): object {
  const name = requiredText(call, 'RegionName', { min: 1, max: 50 });
  const status = call.world.account(call.identity.account).optStatus.get(name);
  if (!status) throw invalid('account', `Invalid region name: ${name}`);
  return { RegionName: name, RegionOptStatus: status };
}
