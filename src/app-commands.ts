import type { Exceptions } from './app-exceptions.ts';
import type { Remediation } from './app-remediation.ts';
import { loadUseCases } from './app-use-cases.ts';
import { everyPolicy } from './config/approvals-of.ts';
import type { Config } from './config/model.ts';
import type { Fleet } from './domain/watch.ts';
import type { SlackSurface } from './slack/surface.ts';
import type { Chat } from './usecases/ports/chat.ts';
import type { Cloud } from './usecases/ports/cloud.ts';
import type { Command } from './usecases/ports/command.ts';
import type { Timetable } from './usecases/ports/queue.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import type { ScanFleet } from './usecases/running/fleet-scan.ts';

/** Where the operators read, and what is posted there. */
export function operationsChannelOf({ operations }: Config): { operationsChannel?: string; headChannel?: string } {
  if (operations === undefined) return {};
  const { channel, headDaily } = operations;
  return { operationsChannel: channel, ...(headDaily && { headChannel: channel }) };
}

export interface CommandParts {
  readonly version: string;
  readonly config: Config;
  readonly fleet: Fleet;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly processId: string;
  readonly scan: ScanFleet;
  readonly share?: import('./usecases/sharing/share-scan.ts').ShareScan;
  readonly running: import('./usecases/running/running-scans.ts').RunningScans;
  readonly cancel: import('./usecases/running/cancel-scan.ts').CancelScan;
  readonly cloud: Cloud;
  readonly timetable: Timetable;
  readonly authorise: import('./usecases/authorise.ts').Authorise;
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  /** Says that something waits to be delivered. */
  readonly onRetried: () => void;
  readonly otherConnections: SlackSurface['otherConnections'];
  readonly replicas: () => Promise<readonly import('./usecases/bot/replicas.ts').Replica[]>;
  readonly channelOf?: Remediation['channelOf'];
  readonly jobsNow: Remediation['jobsNow'];
  /** Absent: no account has a remediation role, or REMEDIATION=off. */
  readonly remediation?: Remediation['commands'];
  readonly risks: Exceptions['commands'];
  readonly owners?: readonly import('./domain/owners/owner-of-finding.ts').OwnerRule[];
  /** Whether this account may be changed. */
  readonly canRemediate: (account: string) => boolean;
  /** Whether a risk of this account can be accepted. */
  readonly canAccept: (account: string) => boolean;
}

/** What people can type, over the use cases of the bot. */
export async function buildCommands(parts: CommandParts): Promise<readonly Command[]> {
  const [{ createCommandsOf }, use] = await Promise.all([import('../commands/index.ts'), loadUseCases()]);
  const { config, store, clock, authorise, remediation, version } = parts;
  const startedAt = clock.now();
  const audit = use.createAudit(parts);
  return createCommandsOf(config, {
    clock,
    authorise,
    // A notice may lie beside the answer.
    audit: (request) => audit(request).finally(parts.onRetried),
    cancel: parts.cancel,
    listFindings: (filter) => use.findingsPage(parts, filter, 0),
    find: use.createFindFindings(parts),
    show: use.createShow(parts),
    locate: use.createLocateName(parts),
    ...(remediation && {
      remediation: { offer: use.createOffer(parts), bulk: use.createBulkOffer(parts), ...remediation },
    }),
    risks: parts.risks,
    history: () => use.readHistory(store),
    report: use.createReportForChat({ ...parts, retention: config.retention, version }),
    undelivered: (actor, order) =>
      use.undelivered({ ...parts, ...operationsChannelOf(config), policies: () => everyPolicy(config) }, actor, order),
    status: () => use.readStatus({ ...parts, ...config, version, startedAt }),
  });
}
