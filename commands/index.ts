import type { Command } from '../src/usecases/command.ts';
import { type GlueAuditServices, glueAudit } from './glue-audit/index.ts';

/** Every slash command. Help, the manifest and the README's table derive from this list. */
export function createCommands(services: GlueAuditServices): readonly Command[] {
  return [glueAudit(services)];
}
