import { requirePassRole } from '../../access/access.ts';
import { invalid, ServiceError } from '../../errors.ts';
import { type Call, optionalText, requiredText } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { updateCrawlerInput } from '../models.ts';
import type { Crawler } from '../shapes.ts';
import { requireConfiguration, requireRole } from './references.ts';

/** Checks what the crawler would use, and gives the role as GetCrawler shows it: without the ARN before its path. */
function checkReferences(call: Call): { readonly Role?: string } {
  const configuration = optionalText(call, 'CrawlerSecurityConfiguration');
  if (configuration) requireConfiguration(call, configuration);
  const role = optionalText(call, 'Role');
  if (role === undefined) return {};
  const arn = requireRole(call, role);
  requirePassRole(call, arn);
  return { Role: arn.slice(arn.indexOf(':role/') + ':role/'.length) };
}

/** Changes what is sent and nothing else. A crawler that runs cannot be changed. */
export function updateCrawler(call: Call): object {
  validate('glue', call.input, updateCrawlerInput);
  const name = requiredText(call, 'Name');
  const { crawlers } = call.world.region(call.identity.account, call.region);
  const crawler = crawlers.get(name);
  if (!crawler) throw new ServiceError('EntityNotFoundException', `Crawler with name ${name} does not exist`);
  if (crawler.State !== 'READY') {
    // aws-cloudformation/cloudformation-coverage-roadmap #817.
    if (call.world.settings.crawlerRefusedInWords)
      throw invalid(
        'glue',
        'Cannot update Crawler while running. Please stop crawl or wait until it completes to update.',
      );
    throw new ServiceError('CrawlerRunningException', `Crawler with name ${name} is currently running`);
  }
  const role = checkReferences(call);
  const { Schedule: schedule, ...given } = call.input;
  if (schedule === '') throw invalid('glue', 'The schedule of a crawler must be a cron expression.');
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const { CrawlerSecurityConfiguration: configuration, ...after }: Crawler = { ...crawler, ...sent };
  crawlers.put(name, {
    ...after,
    ...role,
    // [inferred] An empty name takes the configuration away.
    ...(configuration && { CrawlerSecurityConfiguration: configuration }),
    ...(typeof schedule === 'string' && { Schedule: { ScheduleExpression: schedule, State: 'SCHEDULED' } }),
    LastUpdated: call.now / 1000,
    Version: crawler.Version + 1,
  });
  return {};
}
