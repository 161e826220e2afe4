import { indexUsage, startedBookmarks } from '../../domain/audit/exposure.ts';
import type { Account } from '../../domain/fleet.ts';
import { takesConfiguration } from '../../domain/job-kinds.ts';
import { type Exposure, exposures, type Inventory, type Job, type TriggerAction } from '../../domain/model.ts';
import type { FindingView } from '../messages/audit-messages.ts';
import type { JobMessage, JobStart } from '../messages/finding-messages.ts';
import type { Seen } from './show-configuration.ts';

/** Of these findings, those about the job and about the configurations that its runs use. */
export function findingsOfJob(inventory: Inventory, job: Job, findings: readonly FindingView[]): FindingView[] {
  const used = new Set([own(job), ...startsOf(inventory, job).map(({ configuration }) => configuration)]);
  return findings.filter(({ kind, name }) =>
    kind === 'configuration' || kind === 'unusable-key' ? used.has(name) : name === job.name,
  );
}

/** One job, what it names and what its runs do with bookmarks, of what was read. */
export function composeJob(account: Account, inventory: Inventory, job: Job, seen: Seen): JobMessage {
  const { target, configurations, triggers } = inventory;
  const configuration = own(job);
  const bookmarks = startedBookmarks(job, undefined);
  const incomplete = [configurations, triggers].flatMap((list) => list?.error ?? []);
  const read = configurations.items.find(({ name }) => name === configuration);
  const exposure = exposureOf(inventory, job, seen.findings);
  const key = read?.jobBookmarks?.keyArn ?? '';
  return {
    kind: 'job',
    account: target.account,
    ...(account.name !== undefined && { accountName: account.name }),
    region: target.region,
    seenAt: seen.seenAt,
    name: job.name,
    ...(job.command !== undefined && { command: job.command }),
    takesConfiguration: takesConfiguration(job),
    ...(configuration !== undefined && { configuration }),
    ...(configuration !== undefined && { configurationRead: read !== undefined }),
    ...(inventory.keys?.get(key)?.state === 'not-checked' && { keyNotChecked: true }),
    ...(bookmarks !== undefined && { bookmarks }),
    starts: startsOf(inventory, job),
    findings: seen.findings,
    ...(exposure !== undefined && { exposure }),
    listsIncomplete: incomplete.map(({ call, error }) => ({ call, error })),
    ...(configurations.items.some(({ name }) => name === job.name) && { namesake: true }),
    rules: seen.rules.map(({ id, riskLevel, standards }) => ({ id, riskLevel, standards })),
  };
}

/** The worst. */
function exposureOf(inventory: Inventory, job: Job, findings: readonly FindingView[]): Exposure | undefined {
  const usage = indexUsage({ ...inventory, jobs: inventory.jobs.items });
  const each = findings.map(({ kind, name, exposure }) =>
    kind === 'configuration' || kind === 'unusable-key' ? usage.ofJob(job, name).exposure : exposure,
  );
  return exposures.find((exposure) => each.includes(exposure));
}

function own({ securityConfiguration }: Job): string | undefined {
  return securityConfiguration === '' ? undefined : securityConfiguration;
}

/** The triggers that start it. */
function startsOf({ triggers }: Inventory, job: Job): JobStart[] {
  return (triggers?.items ?? []).flatMap(({ name, actions }) =>
    actions.filter(({ jobName }) => jobName === job.name).map((action) => startOf(name, action, job)),
  );
}

function startOf(trigger: string, { securityConfiguration, bookmark }: TriggerAction, job: Job): JobStart {
  const configuration = securityConfiguration === '' ? undefined : securityConfiguration;
  const bookmarks = startedBookmarks(job, bookmark);
  return {
    trigger,
    ...(configuration !== undefined && { configuration }),
    ...(bookmarks !== undefined && { bookmarks }),
  };
}
