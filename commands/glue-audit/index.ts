import type { Account } from '../../src/domain/fleet.ts';
import { rules } from '../../src/domain/rules/index.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import type { LocateName } from '../../src/usecases/audit/locate-name.ts';
import type { Show } from '../../src/usecases/audit/show.ts';
import { createShare } from '../../src/usecases/concurrency.ts';
import type { ReportForChat } from '../../src/usecases/evidence/html/report-for-chat.ts';
import type { FindFindings } from '../../src/usecases/home/find-findings.ts';
import type { HistoryMessage, StatusMessage } from '../../src/usecases/messages/status-messages.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';
import type { CancelScan } from '../../src/usecases/running/cancel-scan.ts';
import { type CommandDependencies, createCommand, type SlashCommand } from '../command.ts';
import { shareNote, wordsNote } from '../words.ts';
import { allSubcommand } from './all.ts';
import { auditSubcommand } from './audit.ts';
import { cancelSubcommand } from './cancel.ts';
import { findSubcommand } from './find.ts';
import { findingsSubcommand, type ListFindings } from './findings.ts';
import { historySubcommand } from './history.ts';
import { reportSubcommand } from './report.ts';
import { showSubcommand } from './show.ts';
import { statusSubcommand } from './status.ts';
import { type Undelivered, undeliveredSubcommand } from './undelivered.ts';

export interface GlueAuditServices extends CommandDependencies {
  readonly accounts: readonly Account[];
  readonly audit: Audit;
  readonly cancel: CancelScan;
  readonly clock: Clock;
  readonly find: FindFindings;
  readonly listFindings: ListFindings;
  readonly history: () => Promise<HistoryMessage>;
  readonly show: Show;
  readonly locate: LocateName;
  readonly status: () => Promise<StatusMessage>;
  readonly undelivered: Undelivered;
  readonly report: ReportForChat;
}

/** One person's commands at once: each can read a whole fleet, whose owners share AWS's rate limits. */
const mostAtOnce = 5;

/** What counts them, for commands that are made again while some run. */
export function createAuditShare(): ReturnType<typeof createShare> {
  return createShare(mostAtOnce);
}

const ruleWords = rules.map(({ id, title, riskLevel }) => `Rule ${id} (${title}), risk level ${riskLevel}.`).join(' ');

/** `/glue-audit`: reads only. */
export function glueAudit(services: GlueAuditServices): SlashCommand {
  const { accounts, audit, cancel, clock, find, history, listFindings, locate, report, show, status, undelivered } =
    services;
  const table = {
    name: '/glue-audit',
    summary: 'Audit the encryption of AWS Glue job bookmarks',
    otherwise: auditSubcommand(audit, accounts),
    firstWord: 'place',
    subcommands: [
      allSubcommand(audit, accounts),
      cancelSubcommand(cancel),
      findingsSubcommand(listFindings, accounts, clock),
      findSubcommand(find),
      showSubcommand(show, locate, accounts),
      historySubcommand(history),
      reportSubcommand(report),
      statusSubcommand(status),
      undeliveredSubcommand(undelivered),
    ],
    notes: [shareNote, wordsNote, `${ruleWords} This command only reads; it changes nothing in AWS.`],
    mostAtOnce,
  } as const;
  return createCommand(table, services);
}
