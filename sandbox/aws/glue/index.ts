import type { Operations } from '../operation.ts';
import { getCrawler } from './get-crawler.ts';
import { getCrawlers } from './get-crawlers.ts';
import { getDevEndpoints } from './get-dev-endpoints.ts';
import { getJob } from './get-job.ts';
import { getJobs } from './get-jobs.ts';
import { getMLTransforms } from './get-ml-transforms.ts';
import { getSecurityConfiguration } from './get-security-configuration.ts';
import { getSecurityConfigurations } from './get-security-configurations.ts';
import { getTrigger } from './get-trigger.ts';
import { getTriggers } from './get-triggers.ts';
import { listSessions } from './list-sessions.ts';

/** Glue's operations by their name on the wire (`X-Amz-Target: AWSGlue.<name>`). A new one: a file, and a line here. */
export const glueOperations: Operations = {
  GetCrawler: getCrawler,
  GetCrawlers: getCrawlers,
  GetDevEndpoints: getDevEndpoints,
  GetJob: getJob,
  GetJobs: getJobs,
  GetMLTransforms: getMLTransforms,
  GetSecurityConfiguration: getSecurityConfiguration,
  GetSecurityConfigurations: getSecurityConfigurations,
  GetTrigger: getTrigger,
  GetTriggers: getTriggers,
  ListSessions: listSessions,
};
