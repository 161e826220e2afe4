import type { Operations } from '../operation.ts';
import { createSecurityConfiguration } from './create-security-configuration.ts';
import { deleteSecurityConfiguration } from './delete-security-configuration.ts';
import { getColumnStatisticsTaskSettings } from './get-column-statistics-task-settings.ts';
import { getCrawler } from './get-crawler.ts';
import { getCrawlers } from './get-crawlers.ts';
import { getDevEndpoints } from './get-dev-endpoints.ts';
import { getJob } from './get-job.ts';
import { getJobBookmark } from './get-job-bookmark.ts';
import { getJobRun } from './get-job-run.ts';
import { getJobRuns } from './get-job-runs.ts';
import { getJobs } from './get-jobs.ts';
import { getMLTransforms } from './get-ml-transforms.ts';
import { getSecurityConfiguration } from './get-security-configuration.ts';
import { getSecurityConfigurations } from './get-security-configurations.ts';
import { getTables } from './get-tables.ts';
import { getTags } from './get-tags.ts';
import { getTrigger } from './get-trigger.ts';
import { getTriggers } from './get-triggers.ts';
import { listSessions } from './list-sessions.ts';
import { startJobRun } from './start-job-run.ts';
import { updateColumnStatisticsTaskSettings } from './update-column-statistics-task-settings.ts';
import { updateCrawler } from './update-crawler.ts';
import { updateJob } from './update-job.ts';
import { updateTrigger } from './update-trigger.ts';

/** Glue's operations by their name on the wire (`X-Amz-Target: AWSGlue.<name>`). A new one: a file, and a line here. */
export const glueOperations: Operations = {
  CreateSecurityConfiguration: createSecurityConfiguration,
  DeleteSecurityConfiguration: deleteSecurityConfiguration,
  GetColumnStatisticsTaskSettings: getColumnStatisticsTaskSettings,
  GetCrawler: getCrawler,
  GetCrawlers: getCrawlers,
  GetDevEndpoints: getDevEndpoints,
  GetJob: getJob,
  GetJobBookmark: getJobBookmark,
  GetJobRun: getJobRun,
  GetJobRuns: getJobRuns,
  GetJobs: getJobs,
  GetMLTransforms: getMLTransforms,
  GetSecurityConfiguration: getSecurityConfiguration,
  GetSecurityConfigurations: getSecurityConfigurations,
  GetTables: getTables,
  GetTags: getTags,
  GetTrigger: getTrigger,
  GetTriggers: getTriggers,
  ListSessions: listSessions,
  StartJobRun: startJobRun,
  UpdateColumnStatisticsTaskSettings: updateColumnStatisticsTaskSettings,
  UpdateCrawler: updateCrawler,
  UpdateJob: updateJob,
  UpdateTrigger: updateTrigger,
};
