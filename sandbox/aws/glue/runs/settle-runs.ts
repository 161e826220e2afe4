import type { World } from '../../world.ts';
import type { Job, Trigger } from '../shapes.ts';
import { endRun, type RunStory, runsOf, startRun } from './runs.ts';

/** How a run comes that a trigger's action starts: with what the action names instead of the job. */
type StartedBy = Pick<RunStory, 'trigger' | 'configuration' | 'arguments'>;

/**
 * After UpdateJob, where the setting `runAfterUpdateMs` says so: the job's next run comes by itself, as its schedule
 * would start it. A later update puts it off. A streaming job has none: its run goes on with the settings of before.
 */
export function awaitRun(
  world: World,
  { account, region, job }: { readonly account: string; readonly region: string; readonly job: Job },
  now: number,
  by: StartedBy = {},
): void {
  const { runAfterUpdateMs: wait } = world.settings;
  if (wait === 0 || job.Command.Name === 'gluestreaming') return;
  const name = job.Name;
  world.awaitedRuns.set([account, region, name].join('/'), { ...by, account, region, job: name, at: now + wait });
}

/**
 * The same after UpdateTrigger, for the jobs that it starts with another configuration now: their own definitions are not
 * updated, and nothing else would start them. As with a job, whether its schedule is on makes no difference.
 */
export function awaitTriggered(
  world: World,
  { account, region, before, after }: Record<'account' | 'region', string> & Record<'before' | 'after', Trigger>,
  now: number,
): void {
  const { jobs } = world.region(account, region);
  after.Actions.forEach((action, index) => {
    const job = jobs.get(action.JobName ?? '');
    const { SecurityConfiguration: configuration, Arguments } = action;
    if (job === undefined || configuration === before.Actions[index]?.SecurityConfiguration) return;
    const by = {
      trigger: after.Name,
      ...(configuration && { configuration }),
      ...(Arguments && { arguments: Arguments }),
    };
    awaitRun(world, { account, region, job }, now, by);
  });
}

/** Ends the runs whose time has come: what StartJobRun or the clock has started, and nothing else. */
function endDue(world: World, account: string, region: string, now: number): void {
  const state = world.region(account, region);
  for (const run of state.jobRuns.list()) {
    const due = run.StartedOn * 1000 + world.settings.runMs;
    if (run.JobRunState !== 'RUNNING' || due > now || world.heldRuns.has(run.Id)) continue;
    endRun(world, run, {
      account,
      region,
      job: run.JobName,
      now: due,
      ...(run.Arguments && { arguments: run.Arguments }),
    });
  }
}

/** Starts the awaited runs whose time has come. One whose job still runs waits for the end of that. */
function startDue(world: World, account: string, region: string, now: number): void {
  const state = world.region(account, region);
  for (const [key, run] of world.awaitedRuns) {
    if (run.account !== account || run.region !== region || run.at > now) continue;
    const earlier = runsOf(state, run.job);
    if (earlier.some(({ JobRunState }) => JobRunState === 'RUNNING')) continue;
    world.awaitedRuns.delete(key);
    const free = (earlier.at(-1)?.CompletedOn ?? 0) * 1000;
    const { at, ...request } = run;
    if (state.jobs.get(run.job)) startRun(world, { ...request, now: Math.max(at, free) });
  }
}

/**
 * Brings the runs of an account and Region up to `now` (epoch milliseconds). It is done before every Glue call and
 * every request from another process: no timer is needed, and a run ends with what was there when its time came.
 */
export function settleRuns(world: World, account: string, region: string, now: number): void {
  endDue(world, account, region, now);
  if (world.awaitedRuns.size === 0) return;
  startDue(world, account, region, now);
  endDue(world, account, region, now);
}

/** The same everywhere. */
export function settleAllRuns(world: World, now: number): void {
  for (const { id, regions } of world.accounts.values()) {
    for (const region of regions.keys()) settleRuns(world, id, region, now);
  }
}
