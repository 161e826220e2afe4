import { createSignIn } from './app-database.ts';
import type { Environment } from './app-network.ts';
import { approvalsOf } from './config/approvals-of.ts';
import type { Config } from './config/model.ts';
import type { Settings } from './config/settings.ts';
import { GluewardenError } from './domain/errors.ts';
import type { RiskException } from './domain/exceptions/exception.ts';
import type { Authorise } from './usecases/authorise.ts';
import type { Timers } from './usecases/bot/timers.ts';
import type { ExceptionActions } from './usecases/exceptions/exception-actions.ts';
import type { RiskCommands } from './usecases/exceptions/risk-commands.ts';
import type { Chat } from './usecases/ports/chat.ts';
import type { Queue } from './usecases/ports/queue.ts';
import type { Clock, Log, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import { whileBusy } from './usecases/while-busy.ts';

export interface ExceptionParts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly chat: Pick<Chat, 'usergroupMembers' | 'update'>;
  readonly authorise: Authorise;
  readonly queue: Queue;
  readonly timers: Timers;
}

export interface Exceptions {
  readonly actions: ExceptionActions;
  readonly commands: RiskCommands;
  /** Takes over what the file accepts, and looks after ends, reminders and messages from then on. */
  start(): Promise<void>;
}

const every = { ends: 30_000, messages: 5_000 };

/** Accepted risks: of the file, and asked for in Slack. */
export async function createExceptions(parts: ExceptionParts): Promise<Exceptions> {
  const { config, store, clock, newId, log, queue, timers } = parts;
  const [{ enterFile }, { createExceptionActions }, { createRiskCommands }, { endExceptions }, { createRefreshRisks }] =
    await Promise.all([
      import('./usecases/exceptions/enter-file.ts'),
      import('./usecases/exceptions/exception-actions.ts'),
      import('./usecases/exceptions/risk-commands.ts'),
      import('./usecases/exceptions/end-exceptions.ts'),
      import('./usecases/bot/refresh-risks.ts'),
    ]);
  const approvals = (id: string) => approvalsOf(config, id);
  const onAnnounced = () => {
    queue.nudge('delivery');
    queue.nudge('risks');
    queue.nudge('digests');
  };
  const fallbackChannel = config.operations?.channel ?? config.schedules[0]?.channel;
  const fallback = fallbackChannel === undefined ? {} : { fallbackChannel };
  const base = {
    ...parts,
    ...fallback,
    approvals,
    rules: config.exceptions,
    ...(config.tags && { tags: config.tags }),
    onAnnounced,
    get accounts() {
      return config.accounts;
    },
  };
  const { remindBefore } = config.exceptions;
  const ends = {
    store,
    clock,
    newId,
    log,
    approvals,
    remindBefore,
    ...fallback,
    get accounts() {
      return config.accounts;
    },
  };
  return {
    actions: createExceptionActions(base),
    commands: createRiskCommands(base),
    async start() {
      await whileBusy(() => enterFile(parts, config.exceptions.accepted));
      timers.watch('exceptions', every.ends, async () => {
        if ((await endExceptions(ends)) > 0) onAnnounced();
      });
      timers.watch('risks', every.messages, createRefreshRisks(parts));
    },
  };
}

interface AcceptedParts {
  readonly config: Config;
  readonly settings: Settings;
  readonly env: Environment;
  readonly log: Log;
  /** True: what DATABASE_URL names is read, and nothing of it is changed. */
  readonly database: boolean;
}

/**
 * The accepted risks that a terminal audit goes by: those of the file as it is now, and with a database those that were
 * asked for in Slack. Since when an entry of the file holds, the database knows.
 * @throws {GluewardenError} `usage` where the database cannot be read
 */
export async function acceptedRisks(parts: AcceptedParts, now: number): Promise<readonly RiskException[]> {
  const { accepted } = parts.config.exceptions;
  if (!parts.database) return accepted;
  const kept = await readKept(parts, now);
  const known = new Map(kept.map((exception) => [exception.id, exception]));
  const ofSlack = kept.filter(({ from }) => from === 'slack');
  return [...ofSlack, ...accepted.map((entry) => ({ ...entry, since: known.get(entry.id)?.since ?? now }))];
}

async function readKept({ settings, env, log }: AcceptedParts, now: number): Promise<readonly RiskException[]> {
  const [{ openDatabase }, { readExceptions }] = await Promise.all([
    import('./store/open-database.ts'),
    import('./store/exceptions/read-exceptions.ts'),
  ]);
  const { databaseUrl } = settings;
  try {
    const { db } = await openDatabase({ databaseUrl, log, signIn: createSignIn(env, log, settings), readOnly: true });
    try {
      return await readExceptions(db, now);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
    throw new GluewardenError('usage', error.message);
  }
}
