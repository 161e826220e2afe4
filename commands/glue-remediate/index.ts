import { GluewardenError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import type { Authorise } from '../../src/usecases/authorise.ts';
import type { HelpMessage, ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { OpenRequestsMessage } from '../../src/usecases/messages/request-messages.ts';
import type { Actor, Command, CommandRequest, Invocation, SubcommandHelp } from '../../src/usecases/ports/command.ts';
import type { OfferRemediation, OfferSeveral } from '../../src/usecases/remediation/request/remediation-offer.ts';
import { problemAnswer, takeShare } from '../answers.ts';
import { onlyAccount, readPlaces } from '../places.ts';
import { splitWords } from '../words.ts';

export interface GlueRemediateServices {
  readonly accounts: readonly Account[];
  readonly authorise: Authorise;
  /** Absent: remediation is off. */
  readonly remediation?: {
    readonly offer: OfferRemediation;
    readonly several: OfferSeveral;
    readonly status: () => Promise<OpenRequestsMessage>;
    /** Stops new steps, or lets them go on; answers with the status, or with why not. */
    readonly pause: (actor: Actor, pause: boolean) => Promise<OpenRequestsMessage | ProblemMessage>;
  };
}

export const commandName = '/glue-remediate';
const summary = 'Ask for a remediation of AWS Glue job bookmark encryption';
const usage = '"<configuration>" [account] <region>';
const severalUsage = 'several [account] [region]';

const off: ProblemMessage = {
  kind: 'problem',
  what: 'Remediation is off: Gluewarden only audits here.',
  next: 'Whoever runs Gluewarden switches it on: a remediationRoleArn for the account and approvals with approvers in its configuration, and no REMEDIATION=off in its environment.',
  suggestions: [],
};

/** `/glue-remediate`: offers what can be fixed. It changes nothing by itself: that takes a form and an approval. */
export function glueRemediate(services: GlueRemediateServices): Command {
  const { accounts, authorise, remediation } = services;
  const [first] = accounts;
  const example = `"orders-etl" ${first?.name ?? first?.id ?? '111122223333'} us-east-1`;
  const help: readonly SubcommandHelp[] = [
    { usage, does: 'Offer to remediate a configuration, or a job of that name, that an audit found', example },
    {
      usage: severalUsage,
      does: 'Offer to remediate several open findings of an account in one request, up to 40',
      example: `several ${first?.name ?? first?.id ?? '111122223333'} us-east-1`,
    },
    { usage: 'status', does: 'List what waits for a decision, is being carried out, or can be rolled back' },
    { usage: 'pause', does: 'Stop all new steps at once; approvers only' },
    { usage: 'resume', does: 'Let them go on; approvers only' },
    { usage: 'help', does: 'Show this' },
  ];

  async function answer(words: readonly string[], { actor }: CommandRequest): Promise<Message> {
    const [name, ...rest] = words;
    const alone = rest.length === 0 ? name?.toLowerCase() : undefined;
    if (name === undefined || alone === 'help') return helpMessage(help);
    // Whether somebody may stop everything is judged by the approvers alone: they need not be among those who audit.
    if (remediation && (alone === 'pause' || alone === 'resume')) return remediation.pause(actor, alone === 'pause');
    await authorise(actor);
    if (remediation === undefined) return off;
    if (alone === 'status') return remediation.status();
    const { account, region } = readPlaces(rest, accounts);
    // A configuration of that name is offered by /glue-audit show.
    if (name.toLowerCase() === 'several')
      return remediation.several(account ?? onlyAccount(accounts, ['several'], region), region);
    if (name === '') throw new GluewardenError('usage', `the name is missing: ${usage}`);
    if (region === undefined) throw new GluewardenError('usage', `the region is missing: ${usage}`);
    return remediation.offer(account ?? onlyAccount(accounts, [name], region), region, name);
  }

  return {
    name: commandName,
    summary,
    usageHint: `${usage} | ${severalUsage} | status | pause | resume | help`,
    subcommands: help,
    parse(text): Invocation {
      const { words, shared } = takeShare(splitWords(text));
      return {
        shared,
        run: (request) => answer(words, request).catch((error) => problemAnswer(error, commandName, words)),
      };
    },
  };
}

function helpMessage(entries: HelpMessage['entries']): HelpMessage {
  return {
    kind: 'help',
    command: commandName,
    summary,
    entries,
    notes: [
      'The answer has a Remediate button, which opens a form. Nothing is changed before somebody else approves.',
      'Answers are only for you. Add "share" at the end to answer in the channel.',
      'Names with spaces go in double quotes. An account is its name or its 12-digit id.',
    ],
  };
}
