import { requirePassRole } from '../../access/access.ts';
import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText, structureIn } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { updateJobInput } from '../models.ts';
import { awaitRun } from '../runs/settle-runs.ts';
import type { Job } from '../shapes.ts';
import { checkCapacity, derivedCapacity } from './job-capacity.ts';
import { requireConfiguration, requireRole } from './references.ts';

type Update = Partial<Job>;

/**
 * The words were seen on real accounts: an empty name (cloud-custodian issue 5691), Ray's Timeout and Runtime
 * (terraform-provider-aws issue 35013). That Ray jobs take no security configuration is AWS's documentation ("Managing
 * security configurations"); [inferred] that an update is refused for it, and in which words.
 */
function checkCommand({ Command: command, Timeout, SecurityConfiguration: configuration }: Update): void {
  const names = ['glueetl', 'gluestreaming', 'pythonshell', 'glueray'];
  if (!command?.Name) throw invalid('glue', 'Command name should not be null or empty');
  if (!names.includes(command.Name)) throw invalid('glue', 'Command name should be a valid one.');
  if (!command.ScriptLocation) throw invalid('glue', 'Script location should not be null or empty.');
  if (command.Name !== 'glueray') return;
  if (Timeout !== undefined) throw invalid('glue', 'Timeout not supported for Ray jobs');
  if (!command.Runtime) throw invalid('glue', 'Runtime parameter is required for GlueRay command');
  if (configuration) throw invalid('glue', 'Security configuration is not supported for Ray jobs');
}

/** Minutes that a job has when it names none; streaming and Ray jobs run on. */
function usualTimeout({ Command: command, GlueVersion }: Update): Update {
  if (command?.Name === 'pythonshell') return { Timeout: 2880 };
  if (command?.Name !== 'glueetl') return {};
  return { Timeout: Number(GlueVersion?.split('.')[0]) >= 5 ? 480 : 2880 };
}

/** What survives although it cannot be sent. The graph survives only when it is left out; empty deletes it. */
function kept(call: Call, job: Job, update: Update): Update {
  const { ProfileName, AutoUpgradeMetadata, CodeGenConfigurationNodes: graph } = job;
  const profile = call.world.settings.updateDropsProfile
    ? {}
    : { ...(ProfileName && { ProfileName }), ...(AutoUpgradeMetadata && { AutoUpgradeMetadata }) };
  return { ...profile, ...(graph && !update.CodeGenConfigurationNodes && { CodeGenConfigurationNodes: graph }) };
}

/** A graph that is sent is registered, and the script is generated again: whatever was written by hand is gone. */
function generateScript(call: Call, name: string): void {
  const { regenerated } = call.world.region(call.identity.account, call.region);
  regenerated.put(name, { times: (regenerated.get(name)?.times ?? 0) + 1 });
}

function updated(call: Call, job: Job, update: Update): Job {
  const { CodeGenConfigurationNodes: graph, Command = job.Command, ...rest } = update;
  return {
    // In the order in which Glue shows a job's members.
    Name: job.Name,
    JobMode: 'SCRIPT',
    CreatedOn: job.CreatedOn,
    ExecutionProperty: { MaxConcurrentRuns: 1 },
    GlueVersion: '0.9',
    ...usualTimeout(update),
    ...rest,
    Command,
    // As it was sent: a name stays a name.
    Role: update.Role ?? job.Role,
    ...derivedCapacity(update),
    ...(graph && Object.keys(graph).length > 0 && { CodeGenConfigurationNodes: graph }),
    ...kept(call, job, update),
    LastModifiedOn: call.now / 1000,
  };
}

/** Overwrites a job: whatever is not sent is lost, except the visual graph. */
export function updateJob(call: Call): object {
  validate('glue', call.input, updateJobInput);
  const name = requiredText(call, 'JobName');
  const update: Update = structureIn(call, 'JobUpdate');
  const { jobs } = call.world.region(call.identity.account, call.region);
  const job = jobs.get(name);
  if (!job) throw new ServiceError('EntityNotFoundException', `Job ${name} not found.`);
  if (!update.Role) throw invalid('glue', 'Role should not be null or empty.');
  checkCommand(update);
  checkCapacity(update);
  requirePassRole(call, requireRole(call, update.Role));
  requireConfiguration(call, update.SecurityConfiguration ?? undefined);
  const after = updated(call, job, update);
  jobs.put(name, after);
  awaitRun(call.world, { account: call.identity.account, region: call.region, job: after }, call.now);
  if (Object.keys(update.CodeGenConfigurationNodes ?? {}).length > 0) generateScript(call, name);
  return { JobName: name };
}
