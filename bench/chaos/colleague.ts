import type { Job } from '../../sandbox/aws/glue/shapes.ts';
import type { LoggedRequest } from '../../sandbox/aws/requests.ts';
import { type Dice, keepDoing } from './random.ts';
import { account, configurationNames, regions } from './seed.ts';
import type { ChaosWorld } from './world.ts';

/** From a look at a job until its update arrives: what the bot allows itself, and what lies on the wire. */
const windowMs = 15_000;

type Region = (typeof regions)[number];

const planned = ['UpdateJob', 'CreateSecurityConfiguration', 'DeleteSecurityConfiguration'];

function isForeign({ service, operation, account: of, carriedOut }: LoggedRequest): boolean {
  if (service !== 'glue' || !carriedOut || /^(Get|List|BatchGet|Search)/.test(operation)) return false;
  return of !== account || !planned.includes(operation);
}

/** Somebody who edits jobs meanwhile; knows afterwards whether the bot took an edit back. */
export class Colleague {
  readonly #world: ChaosWorld;
  readonly #descriptions = new Map<string, { readonly text: string; readonly at: number }>();
  readonly #original = new Map<string, Job>();
  readonly #updates: LoggedRequest[] = [];
  readonly #looks: LoggedRequest[] = [];
  readonly #foreign: string[] = [];
  #last: LoggedRequest | undefined;
  #edits = 0;

  constructor(world: ChaosWorld) {
    this.#world = world;
    for (const region of regions)
      for (const job of world.aws.state.region(account, region).jobs.list())
        this.#original.set(`${region} ${job.Name}`, job);
  }

  get edits(): number {
    return this.#edits;
  }

  work(dice: Dice, signal: AbortSignal): Promise<void> {
    const once = async () => {
      const region = dice.pick(regions);
      const names = configurationNames(region);
      this.#edit(region, `${names[dice.between(0, names.length - 1)]}-job-${dice.between(1, 3)}`);
    };
    return keepDoing(signal, () => dice.between(200, 3_000), once, console.error);
  }

  /** Reads on in the log of requests, which keeps only the latest. */
  follow(): void {
    const { list } = this.#world.aws.requests;
    const from = this.#last === undefined ? 0 : list.indexOf(this.#last) + 1;
    for (const request of list.slice(from)) {
      if (request.operation === 'UpdateJob' && request.carriedOut) this.#updates.push(request);
      if (request.operation === 'GetJob') this.#looks.push(request);
      if (isForeign(request)) this.#foreign.push(`${request.operation} of ${request.account} ${request.name ?? ''}`);
    }
    this.#last = list.at(-1);
  }

  /** When each job was updated by the bot, by Region and name. */
  updates(): ReadonlyMap<string, readonly number[]> {
    this.follow();
    return new Map(
      [...Map.groupBy(this.#updates, ({ region, name }) => `${region} ${name}`)].map(([key, all]) => [
        key,
        all.map(({ at }) => at),
      ]),
    );
  }

  /** Changes that nothing here is a reason for, and changes in accounts where nobody asked for any. */
  get foreign(): readonly string[] {
    return this.#foreign;
  }

  /** Members of jobs that are not as their owners left them, but for the configuration. */
  harmed(): readonly string[] {
    this.follow();
    return [...this.#original].flatMap(([key, before]) => {
      const [region = '', name = ''] = key.split(' ');
      const now = this.#world.aws.state.region(account, region).jobs.get(name);
      if (now === undefined) return [`${key} is gone`];
      const edit = this.#descriptions.get(key);
      const expected = { ...before, ...(edit && { Description: edit.text }) };
      const wrong = Object.keys({ ...expected, ...now }).filter(
        (member) =>
          !['LastModifiedOn', 'SecurityConfiguration'].includes(member) &&
          JSON.stringify(Reflect.get(expected, member)) !== JSON.stringify(Reflect.get(now, member)),
      );
      if (wrong.length === 0) return [];
      const window = edit && this.#inWindow(region, name, edit.at);
      return [`${key}: ${wrong.join(', ')}${window ? ` (${window})` : ''}`];
    });
  }

  /** An edit between a look and its update, which Glue gives nobody the means to exclude. */
  #inWindow(region: string, name: string, editedAt: number): string | undefined {
    const update = this.#updates.find((one) => one.region === region && one.name === name && one.at >= editedAt);
    const look = this.#looks.findLast(
      (one) => one.region === region && one.name === name && one.at <= (update?.at ?? 0),
    );
    if (update === undefined || look === undefined || look.at > editedAt) return undefined;
    const ageMs = update.at - look.at;
    return ageMs <= windowMs ? `edited between a look and its update, ${ageMs} ms apart` : undefined;
  }

  #edit(region: Region, name: string): void {
    const { jobs } = this.#world.aws.state.region(account, region);
    const job = jobs.get(name);
    if (job === undefined) return;
    this.#edits += 1;
    const text = `Edited by a colleague, ${this.#edits}`;
    this.#descriptions.set(`${region} ${name}`, { text, at: Date.now() });
    jobs.put(name, { ...job, Description: text });
  }
}
