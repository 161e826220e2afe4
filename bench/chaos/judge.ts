import { setTimeout as sleep } from 'node:timers/promises';
import type { JudgedAct } from './acks.ts';
import type { Colleague } from './colleague.ts';
import type { BotProcess } from './processes.ts';
import type { Takeover, Takeovers } from './takeovers.ts';
import type { Truth } from './truth.ts';
import { approvalsChannel, type ChaosWorld } from './world.ts';

/** How long everything may take to come to rest once nothing disturbs it. */
const restMaxMs = 240_000;
/** An answer of AWS and a commit lie between a change and the end of its execution; the clock is the same. */
const afterEndMs = 1_000;

export interface Verdict {
  readonly acts: readonly JudgedAct[];
  readonly executions: Readonly<Record<string, number>>;
  readonly messages: number;
  /** Shown more than once, and all but one say that they may repeat. */
  readonly repeated: readonly string[];
  readonly edits: number;
  /** How often what is recorded was held against what is true. */
  readonly looks: number;
  readonly takeovers: readonly Takeover[];
  /** What must never be: each line is one violation, in words. */
  readonly violations: readonly string[];
  /** What may be, and is worth a look. */
  readonly notes: readonly string[];
}

/** What was watched while it went on. */
export interface Seen {
  readonly colleague: Colleague;
  readonly truth: Truth;
  readonly takeovers: Takeovers;
}

const underWay = `select 'executions' as what, state, count(*) as n from executions where state <> 'ended' group by state
  union all select 'scans', state, count(*) from scans where state = 'running' group by state`;
const undelivered = `select count(*) as n from outgoing where state <> 'sent' and ended_at is null`;

/** Waits until nothing is under way and every message is delivered; the answer says what was not. */
async function comesToRest(world: ChaosWorld): Promise<readonly string[]> {
  const { records } = world;
  const until = Date.now() + restMaxMs;
  await world.slack.as('UAMIR').type(approvalsChannel, '/glue-remediate resume');
  for (;;) {
    const executions = (await records.query(underWay)).map(({ what, state, n }) => `${n} ${what} are still ${state}`);
    const [waiting] = await records.query(undelivered);
    const messages = Number(waiting?.n) === 0 ? [] : [`${waiting?.n} messages are still not delivered`];
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
async function wrongExecutions({ records }: ChaosWorld): Promise<readonly string[]> {
  const twice = await records.query(
    `select plan_id, count(*) as n from executions where direction = 'forward' group by plan_id having count(*) > 1`,
  );
  const unapproved = await records.query(
    `select e.id from executions e join requests r on r.id = e.request_id where (select count(*) from decisions d
     where d.request_id = r.id and d.decision = 'approve') < r.required`,
  );
  return [
    ...twice.map(({ plan_id: plan, n }) => `plan ${plan} was carried out ${n} times`),
    ...unapproved.map(({ id }) => `execution ${id} was not approved`),
  ];
}

/** A job is updated once for each time that it was carried out, forward or back, and only meanwhile. */
async function wrongUpdates({ records }: ChaosWorld, colleague: Colleague): Promise<readonly string[]> {
  const rows = await records.query(
    `select p.region, p.name, e.queued_at, e.ended_at from executions e join plans p on p.id = e.plan_id`,
  );
  const executions = Map.groupBy(rows, ({ region, name }) => `${region} ${name}`);
  return [...colleague.updates()].flatMap(([job, times]) => {
    const allowed = executions.get(job.replace(/-job-\d+$/, '')) ?? [];
    const isMeanwhile = (at: number) =>
      allowed.some((row) => Number(row.queued_at) <= at && at <= Number(row.ended_at ?? at) + afterEndMs);
    return [
      ...(times.length > allowed.length
        ? [`${job} was updated ${times.length} times in ${allowed.length} executions`]
        : []),
      ...times.filter((at) => !isMeanwhile(at)).map((at) => `${job} was updated outside an execution at ${at}`),
    ];
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

// A shared answer that goes on is remembered there too, and was posted without an id.
const posted = `select id, channel from outgoing where state = 'sent' and message_json not like '%"shared":%'`;

function lostMessages(
  sent: readonly Readonly<Record<string, unknown>>[],
  shown: ReadonlyMap<string, unknown>,
): readonly string[] {
  return sent.flatMap(({ id, channel }) =>
    shown.has(String(id)) ? [] : [`message ${id} to ${channel} counts as sent and is not there`],
  );
}

async function counts({ records }: ChaosWorld): Promise<Readonly<Record<string, number>>> {
  const rows = await records.query('select direction, count(*) as n from executions group by direction');
  return Object.fromEntries(rows.map(({ direction, n }) => [String(direction), Number(n)]));
}

/** Looks at everything once nothing disturbs it any more. */
export async function judge(world: ChaosWorld, bots: readonly BotProcess[], seen: Seen): Promise<Verdict> {
  const { colleague, truth, takeovers } = seen;
  const open = await comesToRest(world);
  await takeovers.settle();
  await truth.compare();
  await truth.compareFixed();
  const acts = world.acks.judge(world.troubles);
  // Before what Slack shows: a notice of what a killed process left may be posted at this moment.
  const sent = await world.records.query(posted);
  const shown = shownMessages(world);
  const harmed = colleague.harmed();
  const ended = await world.records.query(`select id, channel, last_error from outgoing where ended_at is not null`);
  return {
    acts,
    executions: await counts(world),
    messages: shown.size,
    repeated: [...shown].filter(([, all]) => all.length > 1).map(([id, all]) => `${id}: ${all.length} times`),
    edits: colleague.edits,
    looks: truth.looks,
    takeovers: takeovers.all,
    violations: [
      ...acts
        .filter(({ verdict, near }) => verdict === 'never' && near.length === 0)
        .map(({ what, at, error }) => `${what} at ${new Date(at).toISOString()} was never acknowledged (${error})`),
      ...open,
      ...truth.wrong,
      ...(await wrongExecutions(world)),
      ...(await wrongUpdates(world, colleague)),
      ...colleague.foreign,
      ...lostMessages(sent, shown),
      ...repeatedInSilence(shown),
      ...ended.map(({ id, channel, last_error: why }) => `message ${id} to ${channel} was given up: ${why}`),
      ...harmed.filter((line) => !line.includes('between a look and its update')),
      ...takeovers.late,
      ...bots.flatMap(({ wrongEnds }) => wrongEnds),
    ],
    notes: notes(world, bots, harmed),
  };
}

function notes({ slack }: ChaosWorld, bots: readonly BotProcess[], harmed: readonly string[]): readonly string[] {
  const known = ['no_ack', 'late_ack', 'not_delivered'];
  const problems = slack.problems.filter(({ kind }) => !known.includes(kind));
  return [
    ...harmed.filter((line) => line.includes('between a look and its update')),
    ...bots.flatMap(({ hurriedEnds }) => hurriedEnds),
    ...bots.flatMap((bot) => bot.errors().map((line) => `${bot.name}: ${line.slice(0, 300)}`)),
    ...problems.map((problem) => `Slack: ${JSON.stringify(problem).slice(0, 300)}`),
  ];
}
