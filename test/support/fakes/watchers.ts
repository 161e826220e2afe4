import { onTestFinished } from 'vitest';
import { createRemediation } from '../../../src/app-remediation.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { createQueue } from '../../../src/queue/in-process.ts';
import { createBackgroundWork } from '../../../src/usecases/bot/background-work.ts';
import { createTimers } from '../../../src/usecases/bot/timers.ts';
import type { Queue } from '../../../src/usecases/ports/queue.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { testKey } from '../remediation/remediation-samples.ts';
import { FakeChat } from './fake-chat.ts';
import { settle } from './fake-clock.ts';
import { FakeCloud } from './fake-cloud.ts';
import { hourly } from './fake-timetable.ts';
import { kit } from './kit.ts';

const config = parseConfig(
  `
accounts:
  - id: "111122223333"
    name: production
    regions: [eu-west-1]
    remediationRoleArn: arn:aws:iam::111122223333:role/fix
approvals:
  channel: C0123ABCDEF
  approvers: { users: [U0123ABCDEF] }
schedules:
  - { name: daily, cron: "0 * * * *", timezone: UTC, channel: C0123ABCDEG }
`,
  'test.yaml',
);

/**
 * Everything that the bot does by itself, as it is put together, over a database that fails from the second look on.
 * Resolves with the names under which it is watched, and with what each left in the log.
 */
export async function watchersThatFail(defect: Error) {
  const base = await kit();
  const broken = { with: undefined as Error | undefined };
  const store = failing(base.store, () => broken.with);
  const names: string[] = [];
  const real = createQueue(base);
  const queue: Queue = {
    ...real,
    watch(name, everyMs, look) {
      names.push(name);
      real.watch(name, everyMs, look);
    },
  };
  const timers = createTimers({ ...base, store, queue });
  const parts = { ...base, store, queue, timers, chat: new FakeChat(), cloud: new FakeCloud({}), scan: async () => [] };
  const remediation = await createRemediation({
    ...parts,
    settings: readSettings({ GLUEWARDEN_KEY: testKey }, { slack: 'optional' }),
    config,
    env: {},
    authorise: async () => {},
    newestAccounts: async () => {},
    mayDecide: async () => true,
    differsElsewhere: async () => false,
  });
  const work = createBackgroundWork({
    ...parts,
    timetable: hourly(base.clock),
    schedules: config.schedules,
    retention: config.retention,
    fleet: config,
    canRemediate: () => true,
    self: { id: base.processId, host: 'here', pid: 1, startedAt: 0 },
    isAlive: () => true,
    hadToWait: false,
  });
  await work.start();
  remediation?.start();
  onTestFinished(async () => {
    broken.with = undefined;
    await work.drain(0);
    remediation?.close();
    await base.store.close();
  });
  await settle();
  const before = base.log.lines.length;
  broken.with = defect;
  for (const name of names) queue.nudge(name);
  await settle();
  const lines = base.log.lines
    .slice(before)
    .map(({ level, fields }) => ({ level, fields: Object.fromEntries(Object.entries(fields)) }));
  return { names, lines: lines as { level: string; fields: Readonly<Record<string, unknown>> }[] };
}

/** A store of which every call rejects, once there is a defect. */
function failing(store: Store, defect: () => Error | undefined): Store {
  const broken = <T extends object>(records: T): T =>
    new Proxy(records, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member === 'object' && member !== null) return broken(member);
        const error = defect();
        return error === undefined || typeof member !== 'function' ? member : () => Promise.reject(error);
      },
    });
  return broken(store);
}
