import type { TargetResult } from '../model.ts';

/** About 2 MB. A fleet of a thousand accounts has millions of jobs, and only the few findings that a digest names ask. */
const mostKept = 20_000;

/** Lets results of one scan keep the names of what they met up to a bound; those beyond it say nothing of them. */
export function createNameBound(most = mostKept): <T extends TargetResult>(result: T) => T {
  let left = most;
  return <T extends TargetResult>(result: T): T => {
    if (result.names === undefined) return result;
    const size = result.names.configurations.length + result.names.jobs.length;
    if (size > left) {
      const { names: _, ...rest } = result;
      return rest as T;
    }
    left -= size;
    return result;
  };
}
