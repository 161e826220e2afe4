import type { Account } from '../../src/domain/fleet.ts';
import { rules } from '../../src/domain/rules/index.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import type { ShowConfiguration } from '../../src/usecases/audit/show-configuration.ts';
import type { Authorise } from '../../src/usecases/authorise.ts';
import { createShare } from '../../src/usecases/concurrency.ts';
import type { HelpMessage } from '../../src/usecases/messages/command-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { HistoryMessage, StatusMessage } from '../../src/usecases/messages/status-messages.ts';
import type { Command, CommandRequest, Invocation } from '../../src/usecases/ports/command.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';
import { problemAnswer, takeShare } from '../answers.ts';
import type { Subcommand } from '../subcommand.ts';
import { quoteWord, shareWord, splitWords } from '../words.ts';
import { auditSubcommand } from './audit.ts';
import { findingsSubcommand, type ListFindings } from './findings.ts';
import { historySubcommand } from './history.ts';
import { showSubcommand } from './show.ts';
import { statusSubcommand } from './status.ts';

export interface GlueAuditServices {
  readonly accounts: readonly Account[];
  readonly audit: Audit;
  readonly authorise: Authorise;
  readonly clock: Clock;
  readonly listFindings: ListFindings;
  readonly history: () => Promise<HistoryMessage>;
  readonly show: ShowConfiguration;
  readonly status: () => Promise<StatusMessage>;
}

/** One person's commands at once: each can read a whole fleet, whose owners share AWS's rate limits. */
const mostAtOnce = 5;

export const commandName = '/glue-audit';
const summary = 'Audit the encryption of AWS Glue job bookmarks';

/** Every subcommand that has a name of its own; any other first word is a place to audit. */
function namedSubcommands(services: GlueAuditServices): readonly Subcommand[] {
  return [
    findingsSubcommand(services.listFindings, services.accounts, services.clock),
    showSubcommand(services.show, services.accounts),
    historySubcommand(services.history),
    statusSubcommand(services.status),
  ];
}

/** `/glue-audit`: reads only. */
export function glueAudit(services: GlueAuditServices): Command {
  const named = namedSubcommands(services);
  const names = [...named.map(({ name }) => name), 'all', 'help', shareWord];
  const share = createShare(mostAtOnce);
  const audit = auditSubcommand(services.audit, services.accounts, names);
  const help = [...[audit, ...named].flatMap((subcommand) => subcommand.help), { usage: 'help', does: 'Show this' }];

  function choose(words: readonly string[]): { subcommand: Subcommand; rest: readonly string[] } {
    const found = named.find(({ name }) => name === words[0]?.toLowerCase());
    return found ? { subcommand: found, rest: words.slice(1) } : { subcommand: audit, rest: words };
  }

  async function run(words: readonly string[], request: CommandRequest): Promise<Message> {
    const typed = [commandName, ...words.map(quoteWord)].join(' ');
    try {
      if (words.length === 0 || words[0]?.toLowerCase() === 'help') return helpMessage(help);
      const { subcommand, rest } = choose(words);
      return await share(request.actor.user, async () => {
        await services.authorise(request.actor);
        return subcommand.run({ ...request, progress: (message) => request.progress(message), words: rest, typed });
      });
    } catch (error) {
      return problemAnswer(error, commandName, words);
    }
  }

  return {
    name: commandName,
    summary,
    usageHint: '<region> | <account> [region] | all | findings | show | history | status | help',
    subcommands: help,
    parse(text): Invocation {
      const { words, shared } = takeShare(splitWords(text));
      return { shared, run: (request) => run(words, request) };
    },
  };
}

const ruleWords = rules.map(({ id, title, riskLevel }) => `Rule ${id} (${title}), risk level ${riskLevel}.`).join(' ');

function helpMessage(entries: HelpMessage['entries']): HelpMessage {
  return {
    kind: 'help',
    command: commandName,
    summary,
    entries,
    notes: [
      'Answers are only for you. Add "share" at the end to answer in the channel.',
      'Names with spaces go in double quotes. An account is its name or its 12-digit id.',
      `${ruleWords} This command only reads; it changes nothing in AWS.`,
    ],
  };
}
