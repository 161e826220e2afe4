import { createCommands } from '../../../commands/index.ts';
import { CloudError, GluewardenError } from '../../../src/domain/errors.ts';
import type { Account } from '../../../src/domain/fleet.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { Command } from '../../../src/usecases/ports/command.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { locateNothing } from './subcommands.ts';

export const accounts: Account[] = [
  { id: '111122223333', name: 'production', regions: 'enabled' },
  { id: '444455556666', name: 'analytics team', regions: ['eu-west-1'] },
];

/** The real commands over use cases that write down how they were called. */
export function recordingCommands(
  options: { only?: boolean; remediation?: false; refuse?: GluewardenError; gate?: Promise<void> } = {},
) {
  const calls: unknown[][] = [];
  const answer = (...call: unknown[]) => {
    calls.push(call);
    return Promise.resolve({ kind: 'history', scope: 'stand-in', entries: [] } as const);
  };
  const unused = (name: string) => (): Promise<never> => Promise.reject(new Error(`${name} was called`));
  const commands = createCommands({
    accounts: options.only ? accounts.slice(0, 1) : accounts,
    clock: new FakeClock(),
    authorise: async () => {
      await options.gate;
      if (options.refuse) throw options.refuse;
    },
    audit: async (request) => {
      calls.push(['audit', request.scope.accounts.map(({ name }) => name), request.scope.regions, request.command]);
      throw new GluewardenError('busy');
    },
    listFindings: async (filter) => {
      calls.push(['findings', filter]);
      throw new GluewardenError('busy');
    },
    find: async (part) => {
      calls.push(['find', part]);
      throw new GluewardenError('busy');
    },
    locate: locateNothing,
    show: async (account, region, name) => {
      calls.push(['show', account.name, region, name]);
      throw new CloudError('GetJobs', 'AccessDeniedException', 'no');
    },
    history: () => answer('history'),
    report: async (_request, period) => {
      calls.push(['report', period(Date.UTC(2026, 10, 30, 8))]);
      throw new GluewardenError('busy');
    },
    status: unused('status'),
    cancel: async (actor, which) => {
      calls.push(['cancel', actor.user, which]);
      return { kind: 'running-scans', at: 0, scans: [] };
    },
    undelivered: (actor, order) => answer('undelivered', actor.user, order),
    ...(options.remediation !== false && {
      remediation: {
        offer: async (account, region, name) => {
          calls.push(['offer', account.name, region, name]);
          throw new GluewardenError('busy');
        },
        bulk: async (account, region) => {
          calls.push(['several', account.name, region]);
          throw new GluewardenError('busy');
        },
        status: async () => ({ kind: 'open-requests', requests: [] }),
        log: async ({ user }, word) => {
          calls.push(['log', user, word]);
          throw new GluewardenError('busy');
        },
        pause: async ({ user }, pause) => {
          calls.push([pause ? 'pause' : 'resume', user]);
          return { kind: 'open-requests', requests: [] };
        },
      },
    }),
  });
  const [command] = commands;
  if (command === undefined) throw new Error('no command');
  const runWith = async (which: Command, text: string): Promise<Message> =>
    which.parse(text).run({ actor: { user: 'U1', channel: 'C1' }, progress: () => {} });
  const run = (text: string) => runWith(command, text);
  const remediate = (text: string) => runWith(commands[1] ?? command, text);
  return { command, commands, calls, run, runWith, remediate };
}
