import { endRun, startRun } from '../glue/runs/runs.ts';
import { World } from '../world.ts';
import { bookmarkArgument } from './jobs.ts';
import type { Seed } from './model.ts';

const dayMs = 86_400_000;
const days = [3, 2, 1];

/** The seed as it is when every job with bookmarks has run on each of the last three days, as well as it can. */
export function withHistory(seed: Seed, now: number): Seed {
  const world = new World(seed);
  for (const account of world.accounts.values()) {
    for (const [region, { jobs }] of account.regions) {
      for (const job of jobs.list()) {
        const arguments_ = { ...job.DefaultArguments, ...job.NonOverridableArguments };
        if (arguments_[bookmarkArgument] !== 'job-bookmark-enable') continue;
        for (const day of days) {
          const at = now - day * dayMs;
          const request = { account: account.id, region, job: job.Name };
          const run = startRun(world, { ...request, now: at });
          endRun(world, run, { ...request, now: at + 7 * 60_000 });
        }
      }
    }
  }
  return world.snapshot();
}
