import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JudgedAct } from './acks.ts';
import type { Colleague } from './colleague.ts';
import type { BotProcess } from './processes.ts';
import { approvalsChannel, type ChaosWorld } from './world.ts';

/** How long everything may take to come to rest once nothing disturbs it. */
const restMaxMs = 240_000;

export interface Verdict {
  readonly acts: readonly JudgedAct[];
  readonly executions: Readonly<Record<string, number>>;
  readonly messages: number;
  /** Shown more than once, and all but one say that they may repeat. */
  readonly repeated: readonly string[];
  readonly edits: number;
  /** What must never be: each line is one violation, in words. */
  readonly violations: readonly string[];
  /** What may be, and is worth a look. */
  readonly notes: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

function query(world: ChaosWorld, sql: string): readonly Row[] {
  const database = new DatabaseSync(`${world.folder}/gluewarden.db`, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

const underWay = `select state, count(*) as n from executions where state <> 'ended' group by state`;
const undelivered = `select count(*) as n from outgoing where state <> 'sent' and ended_at is null`;

/** Waits until nothing is under way and every message is delivered; the answer says what was not. */
async function comesToRest(world: ChaosWorld): Promise<readonly string[]> {
  const until = Date.now() + restMaxMs;
  await world.slack.as('UAMIR').type(approvalsChannel, '/glue-remediate resume');
  for (;;) {
    const executions = query(world, underWay).map(({ state, n }) => `${n} executions are still ${state}`);
    const [waiting] = query(world, undelivered);
    const messages = waiting?.n === 0 ? [] : [`${waiting?.n} messages are still not delivered`];
    const open = [...executions, ...messages];
    if (open.length === 0 || Date.now() > until) return open;
    await answerCanaries(world);
    await sleep(2_000);
  }
}

/** A canary whose run failed waits for a word. */
async function answerCanaries({ slack }: ChaosWorld): Promise<void> {
  const asks = slack
    .visibleTo('UAMIR', approvalsChannel)
    .filter(({ blocks }) => JSON.stringify(blocks).includes('"text":"Go on"'));
  for (const { channel, ts } of asks)
    await slack
      .as('UAMIR')
      .click({ channel, ts }, { text: 'Go on' })
      .catch(() => undefined);
}

/** One way forward for each plan, and none without as many approvals as its request asks for. */
function wrongExecutions(world: ChaosWorld): readonly string[] {
  const twice = query(
    world,
    `select plan_id, count(*) as n from executions where direction = 'forward' group by plan_id having n > 1`,
  );
  const unapproved = query(
    world,
    `select e.id from executions e join requests r on r.id = e.request_id where (select count(*) from decisions d
     where d.request_id = r.id and d.decision = 'approve') < r.required`,
  );
  return [
    ...twice.map(({ plan_id: plan, n }) => `plan ${plan} was carried out ${n} times`),
    ...unapproved.map(({ id }) => `execution ${id} was not approved`),
  ];
}

/** A job is updated once for each time that it was carried out, forward or back. */
function updatedTooOften(world: ChaosWorld, colleague: Colleague): readonly string[] {
  const rows = query(
    world,
    `select p.region, p.name, count(*) as n from executions e join plans p on p.id = e.plan_id group by p.region, p.name`,
  );
  const allowed = new Map(rows.map(({ region, name, n }) => [`${region} ${name}`, Number(n)]));
  return [...colleague.updates()].flatMap(([job, times]) => {
    const most = allowed.get(job.replace(/-job-\d+$/, '')) ?? 0;
    return times > most ? [`${job} was updated ${times} times in ${most} executions`] : [];
  });
}

const saysSo = 'This may repeat an earlier message';

/** Those of which more than one does not say that it may repeat another. */
function repeatedInSilence(shown: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...shown].flatMap(([id, all]) => {
    const silent = all.filter((words) => !words.includes(saysSo)).length;
    return silent > 1 ? [`message ${id} was shown ${silent} times as if for the first time`] : [];
  });
}

function deliveryId(metadata: unknown): string | undefined {
  return /"delivery_id":"([^"]+)"/.exec(JSON.stringify(metadata ?? {}))?.[1];
}

function shownMessages({ slack }: ChaosWorld): ReadonlyMap<string, readonly string[]> {
  const direct = slack.workspace.users.map(({ id }) => id.replace(/^U/, 'D'));
  const channels = new Set([...slack.workspace.channels.map(({ id }) => id), ...direct]);
  const shown = [...channels].flatMap((channel) =>
    slack.messages(channel).flatMap((message) => {
      const id = deliveryId(message.metadata);
      return id === undefined ? [] : [{ id, words: JSON.stringify([message.text, message.blocks]) }];
    }),
  );
  return new Map([...Map.groupBy(shown, ({ id }) => id)].map(([id, all]) => [id, all.map(({ words }) => words)]));
}

function lostMessages(world: ChaosWorld, shown: ReadonlyMap<string, unknown>): readonly string[] {
  return query(world, `select id, channel from outgoing where state = 'sent'`).flatMap(({ id, channel }) =>
    shown.has(String(id)) ? [] : [`message ${id} to ${channel} counts as sent and is not there`],
  );
}

/** Looks at everything once nothing disturbs it any more. */
export async function judge(world: ChaosWorld, bots: readonly BotProcess[], colleague: Colleague): Promise<Verdict> {
  const open = await comesToRest(world);
  const acts = world.acks.judge(world.troubles);
  const shown = shownMessages(world);
  const harmed = colleague.harmed();
  const ended = query(world, `select id, channel, last_error from outgoing where ended_at is not null`);
  const known = ['no_ack', 'late_ack', 'not_delivered'];
  const problems = world.slack.problems.filter(({ kind }) => !known.includes(kind));
  return {
    acts,
    executions: Object.fromEntries(
      query(world, 'select direction, count(*) as n from executions group by direction').map((row) => [
        String(row.direction),
        Number(row.n),
      ]),
    ),
    messages: shown.size,
    repeated: [...shown].filter(([, all]) => all.length > 1).map(([id, all]) => `${id}: ${all.length} times`),
    edits: colleague.edits,
    violations: [
      ...acts
        .filter(({ verdict, near }) => verdict === 'never' && near.length === 0)
        .map(({ what, at, error }) => `${what} at ${new Date(at).toISOString()} was never acknowledged (${error})`),
      ...open,
      ...wrongExecutions(world),
      ...updatedTooOften(world, colleague),
      ...lostMessages(world, shown),
      ...repeatedInSilence(shown),
      ...ended.map(({ id, channel, last_error: why }) => `message ${id} to ${channel} was given up: ${why}`),
      ...harmed.filter((line) => !line.includes('between a look and its update')),
      ...bots.flatMap(({ wrongEnds }) => wrongEnds),
    ],
    notes: [
      ...harmed.filter((line) => line.includes('between a look and its update')),
      ...bots.flatMap((bot) => bot.errors().map((line) => `${bot.name}: ${line.slice(0, 300)}`)),
      ...problems.map((problem) => `Slack: ${JSON.stringify(problem).slice(0, 300)}`),
    ],
  };
}
