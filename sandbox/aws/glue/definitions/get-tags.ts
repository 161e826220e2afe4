import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';

/** The tags of a job, trigger or crawler of the caller's own account and Region. */
export function getTags(call: Call): object {
  const arn = requiredText(call, 'ResourceArn', { min: 1, max: 10_240, pattern: /^arn:aws:glue:.*$/s });
  const found = /^arn:aws:glue:([a-z0-9-]+):(\d{12}):((job|trigger|crawler)\/(.+))$/s.exec(arn);
  const [, region, account, resource = '', type, name = ''] = found ?? [];
  if (region !== call.region || account !== call.identity.account)
    throw invalid('glue', `Invalid resource ARN: ${arn}`);
  const state = call.world.region(account, region);
  const things = { job: state.jobs, trigger: state.triggers, crawler: state.crawlers };
  const there = type === 'job' || type === 'trigger' || type === 'crawler' ? things[type].get(name) : undefined;
  if (!there) throw new ServiceError('EntityNotFoundException', `Entity ${arn} not found`);
  return { Tags: state.tags.get(resource) ?? {} };
}
