import { ServiceError } from '../../errors.ts';
import { type Call, requiredText, seen } from '../../operation.ts';

/** One crawler. */
export function getCrawler(call: Call): object {
  const name = requiredText(call, 'Name', { min: 1, max: 255 });
  const found = seen(call, call.world.region(call.identity.account, call.region).crawlers, name);
  if (!found) throw new ServiceError('EntityNotFoundException', `Crawler with name ${name} does not exist`);
  return { Crawler: found };
}
