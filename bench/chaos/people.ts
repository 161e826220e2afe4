import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, View } from '../../sandbox/slack/server.ts';
import { type Dice, keepDoing } from './random.ts';
import { account, configurationNames, regions } from './seed.ts';
import { approvalsChannel, type ChaosWorld } from './world.ts';

/** What people achieved, and what they gave up on and asked again: nobody is stuck for ever. */
export class Diary {
  readonly #counts = new Map<string, number>();

  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

interface Place {
  readonly world: ChaosWorld;
  readonly dice: Dice;
  readonly diary: Diary;
  readonly signal: AbortSignal;
}

function textsIn(value: unknown): string {
  return JSON.stringify(value ?? '');
}

/** The value of the first option whose words begin so. */
function optionIn(view: View | undefined, words: string): string | undefined {
  return new RegExp(`"text":"${words}[^"]*"[^}]*\\},"value":"([^"]+)"`).exec(textsIn(view?.blocks))?.[1];
}

/** Types what people type all day; the next one when something was answered, or after half a minute. */
export function read({ world, dice, diary, signal }: Place, user: string, channel: string): Promise<void> {
  const { slack, acks } = world;
  const words = () => {
    const region = dice.pick(regions);
    const name = configurationNames(region)[dice.between(0, 59)];
    return dice.pick([
      '/glue-audit help',
      '/glue-audit status',
      '/glue-audit findings',
      `/glue-audit show "${name}" ${account} ${region}`,
      `/glue-audit ${region}`,
      '/glue-remediate status',
    ]);
  };
  const seen = () =>
    slack.visibleTo(user, channel).filter(({ source }) => source !== 'person' && source !== 'slack').length;
  const once = async () => {
    const text = words();
    const before = seen();
    const { acked } = await acks.of(text.split(' ').slice(0, 2).join(' '), () => slack.as(user).type(channel, text));
    if (!acked) return diary.note('asked again: not acknowledged');
    const answered = await slack
      .waitFor(() => seen() > before, 30_000)
      .then(
        () => true,
        () => false,
      );
    diary.note(answered ? 'answered' : 'acknowledged, and no answer within 30 s');
  };
  return keepDoing(
    signal,
    () => dice.between(100, 1_500),
    once,
    () => diary.note('could not type'),
  );
}

/** Asks for one remediation after another, through the form. */
export function engineer({ world, dice, diary, signal }: Place, user: string, firstTurn: number): Promise<void> {
  const { slack, acks } = world;
  const nina = slack.as(user);
  const top = () => slack.views(user).at(-1);
  const shows = (words: string) =>
    slack.waitFor(() => textsIn(top()?.blocks).includes(words) && top(), 20_000).catch(() => undefined);
  const clean = async () => {
    if (top() !== undefined) await acks.of('close the form', () => nina.closeView({ all: true }));
  };
  const moreShown = async () => {
    await acks.of('press More options', () => nina.click('view', { text: 'More options' }));
    return (await shows('In which order')) !== undefined;
  };
  const offerOf = (name: string) =>
    slack
      .visibleTo(user, 'CDATAPLATFORM')
      .findLast(({ text, blocks }) => text.includes(`\`${name}\``) && textsIn(blocks).includes('"text":"Remediate"'));
  let turn = firstTurn;
  const once = async () => {
    turn += 1;
    const region = regions[turn % regions.length] ?? regions[0];
    const names = configurationNames(region);
    const name = names[Math.floor(turn / regions.length) % names.length] ?? '';
    const asks = `/glue-remediate "${name}" ${account} ${region}`;
    await acks.of('/glue-remediate <name>', () => nina.type('CDATAPLATFORM', asks));
    const offer = await slack.waitFor(() => offerOf(name), 20_000).catch(() => undefined);
    if (offer === undefined) return diary.note('no button was offered');
    await acks.of('press Remediate', () => nina.click(offer, { text: 'Remediate' }));
    const form = await shows('Why?');
    const key = optionIn(form || undefined, 'data');
    if (key === undefined) {
      diary.note('the form did not open');
      return clean();
    }
    const canary = dice.chance(0.5) && (await moreShown()) ? { canary: 'all-at-once' } : {};
    await acks.of('submit the form', () => nina.submit(undefined, { key, ...canary, reason: `Turn ${turn}.` }));
    const sent = await shows('The approvers are asked');
    diary.note(sent ? 'asked for a remediation' : 'the request was not made');
    await clean();
  };
  const onError = async () => {
    diary.note('the form went away');
    await clean().catch(() => undefined);
  };
  return keepDoing(
    signal,
    () => dice.between(2_000, 15_000),
    once,
    () => void onError(),
  );
}

function buttonsOf(message: Message): string {
  return textsIn(message.blocks);
}

/** Presses what the approvals channel offers: approve (some twice), go on, stop, roll back. */
export function approver({ world, dice, diary, signal }: Place, user: string): Promise<void> {
  const { slack, acks } = world;
  const person = slack.as(user);
  const press = async (message: Message, text: string) => {
    const presses = dice.chance(0.2) ? 2 : 1;
    const click = () =>
      acks.of(`press ${text}`, () => person.click({ channel: message.channel, ts: message.ts }, { text }));
    await Promise.all(Array.from({ length: presses }, click));
    diary.note(`pressed ${text}`);
  };
  const once = async () => {
    const messages = slack.visibleTo(user, approvalsChannel);
    const offers = (text: string) => messages.filter((one) => buttonsOf(one).includes(`"text":"${text}"`));
    const [open] = offers('Approve');
    if (open !== undefined) await press(open, 'Approve');
    const [failed] = offers('Go on');
    if (failed !== undefined) await press(failed, dice.pick(['Go on', 'Stop here']));
    const done = offers('Roll back').at(-1);
    if (done === undefined || !dice.chance(0.05)) return;
    await press(done, 'Roll back');
    await slack.waitFor(() => slack.views(user).at(-1), 10_000);
    const understood = textsIn(slack.views(user).at(-1)?.blocks).includes('understood');
    await acks.of('submit Roll back', () => person.submit(undefined, understood ? { understood: ['understood'] } : {}));
    await sleep(1_000);
    if (slack.views(user).length > 0) await acks.of('close the form', () => person.closeView({ all: true }));
  };
  return keepDoing(
    signal,
    () => dice.between(500, 4_000),
    once,
    () => diary.note('a press was no longer possible'),
  );
}

/** Pauses everything now and then, and lets it go on. */
export function pauser({ world, dice, diary, signal }: Place, user: string): Promise<void> {
  const type = async (word: 'pause' | 'resume') => {
    await world.acks.of(`/glue-remediate ${word}`, () =>
      world.slack.as(user).type(approvalsChannel, `/glue-remediate ${word}`),
    );
    diary.note(`said ${word}`);
  };
  const once = async () => {
    const over = world.troubles.begin('people', 'pause');
    await type('pause');
    await sleep(dice.between(2_000, 15_000));
    await type('resume');
    over();
  };
  return keepDoing(
    signal,
    () => dice.between(60_000, 180_000),
    once,
    () => diary.note('could not pause'),
  );
}
