import type { Account } from '../../src/domain/fleet.ts';
import type { LocateName } from '../../src/usecases/audit/locate-name.ts';
import { type CommandDependencies, createCommand, type SlashCommand } from '../command.ts';
import { shareNote, wordsNote } from '../words.ts';
import { bulkSubcommand } from './bulk.ts';
import { logSubcommand } from './log.ts';
import { offerSubcommand } from './offer.ts';
import { pauseSubcommand } from './pause.ts';
import { resumeSubcommand } from './resume.ts';
import { statusSubcommand } from './status.ts';
import type { RemediationCommands } from './where-on.ts';

export interface GlueRemediateServices extends CommandDependencies {
  readonly accounts: readonly Account[];
  readonly locate: LocateName;
  /** Absent: remediation is off. */
  readonly remediation?: RemediationCommands;
}

/** `/glue-remediate`: offers what can be fixed. It changes nothing by itself: that takes a form and an approval. */
export function glueRemediate(services: GlueRemediateServices): SlashCommand {
  const { accounts, locate, remediation } = services;
  const table = {
    name: '/glue-remediate',
    summary: 'Ask for a remediation of AWS Glue job bookmark encryption',
    otherwise: offerSubcommand(remediation, locate, accounts),
    firstWord: 'name',
    subcommands: [
      bulkSubcommand(remediation, accounts),
      statusSubcommand(remediation),
      logSubcommand(remediation),
      pauseSubcommand(remediation),
      resumeSubcommand(remediation),
    ],
    notes: [
      'The answer has a Remediate button, which opens a form. Nothing is changed before somebody else approves.',
      shareNote,
      wordsNote,
    ],
  } as const;
  return createCommand(table, services);
}
