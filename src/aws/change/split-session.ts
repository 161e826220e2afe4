import type { Step } from '../../domain/plan/plan.ts';
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
    // A session that could not be had is asked for anew the next time.
    opening ??= second.open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  function of(type: Step['type'], name: string): Promise<PlanSession> {
    return having((step) => step.type === type && step.name === name);
  }

  /** Two tables can share the name of a step, so the parts are compared. */
  function ofTable(database: unknown, table: unknown): Promise<PlanSession> {
    return having(
      (step) => step.type === 'repoint-column-statistics' && step.database === database && step.table === table,
    );
  }

  async function having(which: (step: Step) => boolean): Promise<PlanSession> {
    const isIn = (steps: readonly Step[]): boolean => steps.some(which);
    return !isIn(first.steps) && isIn(second.steps) ? later() : first.session;
  }

  return {
    reader: {
      configuration: (name, signal) => first.session.reader.configuration(name, signal),
      job: async (name, signal) => (await of('repoint-job', name)).reader.job(name, signal),
      trigger: async (name, signal) => (await of('repoint-trigger', name)).reader.trigger(name, signal),
      crawler: async (name, signal) => (await of('repoint-crawler', name)).reader.crawler(name, signal),
      tables: (database, signal) => first.session.reader.tables(database, signal),
      columnStatistics: async (database, table, signal) =>
        (await ofTable(database, table)).reader.columnStatistics(database, table, signal),
      activeRuns: async (name, signal) => (await of('repoint-job', name)).reader.activeRuns(name, signal),
      runs: async (name, since, signal) => (await of('repoint-job', name)).reader.runs(name, since, signal),
      bookmark: async (name, signal) => (await of('repoint-job', name)).reader.bookmark(name, signal),
      keys: (signal) => first.session.reader.keys(signal),
      tags: (arn, signal) => first.session.reader.tags(arn, signal),
      simulate: (asked, signal) => first.session.reader.simulate(asked, signal),
      keyArn: (key, signal) => first.session.reader.keyArn(key, signal),
      keyPolicy: (arn, signal) => first.session.reader.keyPolicy(arn, signal),
    },
    writer: {
      createConfiguration: async (name, encryption) =>
        (await of('create-configuration', name)).writer.createConfiguration(name, encryption),
      updateJob: async (name, update) => (await of('repoint-job', name)).writer.updateJob(name, update),
      updateTrigger: async (name, update) => (await of('repoint-trigger', name)).writer.updateTrigger(name, update),
      updateCrawler: async (name, to) => (await of('repoint-crawler', name)).writer.updateCrawler(name, to),
      updateColumnStatistics: async (update) =>
        (await ofTable(update.DatabaseName, update.TableName)).writer.updateColumnStatistics(update),
      deleteConfiguration: async (name) => (await of('delete-configuration', name)).writer.deleteConfiguration(name),
    },
  };
}
