import type { Command } from '../src/usecases/ports/command.ts';
import { type GlueAuditServices, glueAudit } from './glue-audit/index.ts';
import { type GlueRemediateServices, glueRemediate } from './glue-remediate/index.ts';

export type CommandServices = GlueAuditServices & GlueRemediateServices;

/** Every slash command. Help, the manifest and the README's table derive from this list. */
export function createCommands(services: CommandServices): readonly Command[] {
  return [glueAudit(services), glueRemediate(services)];
}

/** The same list for those who only describe it (the manifest, the README's table): nothing of it can be run. */
export function describeCommands(): readonly Command[] {
  const never = (): never => {
    throw new Error('described, not run');
  };
  return createCommands({
    accounts: [],
    audit: never,
    authorise: never,
    clock: { now: never, sleep: never },
    history: never,
    listFindings: never,
    show: never,
    status: never,
  });
}
