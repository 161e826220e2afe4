import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';
import { requireJob } from './get-job-runs.ts';

/** The bookmark that a job has now. A job that never committed one has none, and that is an error. */
export function getJobBookmark(call: Call): object {
  const { Name } = requireJob(call, requiredText(call, 'JobName'));
  if (call.input.RunId !== undefined) throw invalid('glue', 'The sandbox keeps no bookmarks of earlier runs');
  const bookmark = call.world.region(call.identity.account, call.region).bookmarks.get(Name);
  if (!bookmark) throw new ServiceError('EntityNotFoundException', `Continuation for job ${Name} not found`);
  return { JobBookmarkEntry: bookmark.entry };
}
