import type { Resource } from '../../domain/steps/step-kind.ts';
import { aboutStep, kindOf, type ResourceKind, type Step, type WriteOperation } from '../../domain/steps/step-kinds.ts';
import type { DefinitionReader, DefinitionWriter } from '../../usecases/ports/remediation-cloud.ts';

export interface PlanSession {
  readonly reader: DefinitionReader;
  readonly writer: DefinitionWriter;
}

interface Opened {
  readonly steps: readonly Step[];
  readonly session: PlanSession;
}

interface Unopened {
  readonly steps: readonly Step[];
  open(): Promise<PlanSession>;
}

/**
 * Two sessions as one: each call goes to the one whose steps name its resource, and the second is opened when it is
 * first needed. What belongs to no step (configurations, keys) is read with the first.
 */
export function joinSessions(first: Opened, second: Unopened): PlanSession {
  let opening: Promise<PlanSession> | undefined;

  function later(): Promise<PlanSession> {
    // A session that could not be had is asked for again the next time.
    opening ??= second.open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function having(which: (step: Step) => boolean): Promise<PlanSession> {
    const isIn = (steps: readonly Step[]): boolean => steps.some(which);
    return !isIn(first.steps) && isIn(second.steps) ? later() : first.session;
  }

  const reading = (of: Resource<ResourceKind>) => having((step) => isOf(step, of));

  const writing = (of: Resource<ResourceKind>, operation: WriteOperation) =>
    having((step) => kindOf(step.type).operation === operation && isOf(step, of));

  const ofJob = (name: string) => reading({ kind: 'job', name });

  return {
    reader: {
      definition: async (of, signal) =>
        (of.kind === 'configuration' ? first.session : await reading(of)).reader.definition(of, signal),
      tables: (database, signal) => first.session.reader.tables(database, signal),
      activeRuns: async (name, signal) => (await ofJob(name)).reader.activeRuns(name, signal),
      runs: async (name, since, signal) => (await ofJob(name)).reader.runs(name, since, signal),
      bookmark: async (name, signal) => (await ofJob(name)).reader.bookmark(name, signal),
      keys: (signal) => first.session.reader.keys(signal),
      tags: (arn, signal) => first.session.reader.tags(arn, signal),
      simulate: (asked, signal) => first.session.reader.simulate(asked, signal),
      keyArn: (key, signal) => first.session.reader.keyArn(key, signal),
      keyPolicy: (arn, signal) => first.session.reader.keyPolicy(arn, signal),
    },
    writer: {
      write: async (of, operation, input, isFresh) =>
        (await writing(of, operation)).writer.write(of, operation, input, isFresh),
    },
  };
}

function isOf(step: Step, { kind, name, database }: Resource<ResourceKind>): boolean {
  const { resource } = aboutStep(step);
  return resource.kind === kind && resource.name === name && resource.database === database;
}
