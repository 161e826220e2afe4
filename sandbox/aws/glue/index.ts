import type { Operations } from '../operation.ts';
import { createSecurityConfiguration } from './changes/create-security-configuration.ts';
import { deleteSecurityConfiguration } from './changes/delete-security-configuration.ts';
import { updateColumnStatisticsTaskSettings } from './changes/update-column-statistics-task-settings.ts';
import { updateCrawler } from './changes/update-crawler.ts';
import { updateJob } from './changes/update-job.ts';
import { updateTrigger } from './changes/update-trigger.ts';
import { getColumnStatisticsTaskSettings } from './definitions/get-column-statistics-task-settings.ts';
import { getCrawler } from './definitions/get-crawler.ts';
import { getJob } from './definitions/get-job.ts';
import { getSecurityConfiguration } from './definitions/get-security-configuration.ts';
import { getTags } from './definitions/get-tags.ts';
import { getTrigger } from './definitions/get-trigger.ts';
import { getCrawlers } from './lists/get-crawlers.ts';
import { getDevEndpoints } from './lists/get-dev-endpoints.ts';
import { getJobs } from './lists/get-jobs.ts';
import { getMLTransforms } from './lists/get-ml-transforms.ts';
import { getSecurityConfigurations } from './lists/get-security-configurations.ts';
import { getTables } from './lists/get-tables.ts';
import { getTriggers } from './lists/get-triggers.ts';
import { listSessions } from './lists/list-sessions.ts';
import { getJobBookmark } from './runs/get-job-bookmark.ts';
import { getJobRun } from './runs/get-job-run.ts';
import { getJobRuns } from './runs/get-job-runs.ts';
import { startJobRun } from './runs/start-job-run.ts';

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
