import { invalid } from '../../errors.ts';
import type { Job } from '../shapes.ts';

type Update = Partial<Job>;

/** Data processing units of one worker. */
const unitsOf: Readonly<Record<string, number>> = {
  Standard: 1,
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
  'R.1X': 1,
  'R.2X': 2,
  'R.4X': 4,
  'R.8X': 8,
  'Z.2X': 2,
};

function majorVersion(update: Update): number {
  return Number((update.GlueVersion ?? '0.9').split('.')[0]);
}

function refuse(message: string): never {
  throw invalid('glue', message);
}

function checkWorkers({ WorkerType: type, NumberOfWorkers: count, Command: command }: Update): void {
  if ((type === undefined) !== (count === undefined)) refuse('Please set both Worker Type and Number of Workers.');
  if (type === undefined || count === undefined) return;
  if (command?.Name === 'pythonshell') refuse('Worker Type is not supported for python shell jobs.');
  if ((command?.Name === 'glueray') !== (type === 'Z.2X')) refuse(`Worker Type ${type} is not supported for this job.`);
  const least = type === 'Z.2X' ? 1 : 2;
  if (count < least) refuse(`To use Worker Type ${type}, minimum allowed value of Number of Workers is ${least}.`);
}

function checkMaxCapacity(update: Update): void {
  const { MaxCapacity: capacity, Command: command } = update;
  if (capacity === undefined) return;
  if (command?.Name === 'pythonshell') {
    if (capacity !== 0.0625 && capacity !== 1) refuse('Max Capacity of a python shell job is 0.0625 or 1.');
    return;
  }
  if (majorVersion(update) >= 2) refuse('Max Capacity is not supported for Glue version 2.0 or later.');
  if (!Number.isInteger(capacity) || capacity < 2) refuse('Max Capacity must be a whole number of at least 2.');
}

/** What Glue refuses in the capacity of a job: each way of giving it excludes the others. */
export function checkCapacity(update: Update): void {
  const { MaxCapacity, AllocatedCapacity, WorkerType, NumberOfWorkers } = update;
  const workers = WorkerType !== undefined || NumberOfWorkers !== undefined;
  if (MaxCapacity !== undefined && workers) {
    refuse('Please do not set Max Capacity if using Worker Type and Number of Workers.');
  }
  if (AllocatedCapacity !== undefined && (workers || MaxCapacity !== undefined)) {
    refuse('Please do not set Allocated Capacity if using Max Capacity, or Worker Type and Number of Workers.');
  }
  checkWorkers(update);
  checkMaxCapacity(update);
}

/** The capacity that GetJob shows: computed from the workers, and AllocatedCapacity from MaxCapacity. */
export function derivedCapacity(update: Update): Update {
  const { MaxCapacity, AllocatedCapacity, WorkerType, NumberOfWorkers } = update;
  const usual = update.Command?.Name === 'pythonshell' ? 0.0625 : 10;
  const units = WorkerType === undefined ? undefined : (NumberOfWorkers ?? 0) * (unitsOf[WorkerType] ?? 1);
  const capacity = units ?? MaxCapacity ?? AllocatedCapacity ?? usual;
  return { MaxCapacity: capacity, AllocatedCapacity: Math.floor(capacity) };
}
