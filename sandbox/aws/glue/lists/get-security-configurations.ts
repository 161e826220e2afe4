import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of all security configurations. */
export function getSecurityConfigurations(call: Call): Buffer {
  const { securityConfigurations } = call.world.region(call.identity.account, call.region);
  return listPage(
    call,
    { member: 'SecurityConfigurations', max: 1000, served: 200, usual: 100 },
    securityConfigurations,
  );
}
