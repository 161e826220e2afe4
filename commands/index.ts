import type { SlashCommand } from './command.ts';
import { createAuditShare, type GlueAuditServices, glueAudit } from './glue-audit/index.ts';
import { type GlueRemediateServices, glueRemediate } from './glue-remediate/index.ts';

export type CommandServices = GlueAuditServices & GlueRemediateServices;

/** Every slash command. Help, the manifest and the README's table derive from this list. */
export function createCommands(services: CommandServices): readonly SlashCommand[] {
  return [glueAudit(services), glueRemediate(services)];
}

/**
 * The commands of a fleet that changes: their words are those of the accounts that are known when one is typed. How many
 * of a person's commands run is counted over all of them.
 */
export function createCommandsOf(
  fleet: Pick<CommandServices, 'accounts'>,
  services: Omit<CommandServices, 'accounts'>,
): readonly SlashCommand[] {
  const share = createAuditShare();
  const make = () => ({
    accounts: fleet.accounts,
    commands: createCommands({ share, ...services, accounts: fleet.accounts }),
  });
  let made = make();
  return made.commands.map((first, index) => ({
    ...first,
    parse(text) {
      if (made.accounts !== fleet.accounts) made = make();
      return (made.commands[index] ?? first).parse(text);
    },
  }));
}

/** The same list for those who only describe it (the manifest, the README's table): nothing of it can be run. */
export function describeCommands(): readonly SlashCommand[] {
  const never = (): never => {
    throw new Error('described, not run');
  };
  return createCommands({
    accounts: [],
    audit: never,
    authorise: never,
    cancel: never,
    clock: { now: never, monotonic: never, sleep: never },
    find: never,
    history: never,
    listFindings: never,
    locate: never,
    report: never,
    show: never,
    status: never,
    undelivered: never,
  });
}

/** Words that no account may be called, each with the command that understands it itself. */
export function reservedWords(): ReadonlyMap<string, string> {
  return new Map(describeCommands().flatMap(({ name, reserved }) => reserved.map((word) => [word, name] as const)));
}
