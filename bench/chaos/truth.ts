import { account, findingsIn, regions } from './seed.ts';
import type { ChaosWorld } from './world.ts';

const everyMs = 2_000;

const open = `select t.account, t.region, (select count(*) from findings f where f.account = t.account
  and f.region = t.region and f.kind = 'configuration' and f.resolved_at is null) as n
  from targets t where t.last_good_at is not null`;
const wholly = /\bcompliant\b/;

type Judged = Pick<ChaosWorld, 'aws' | 'slack' | 'records'>;

/** What the bot records and says while it is disturbed, held against what is true all the time. */
export class Truth {
  readonly #world: Judged;
  readonly #wrong = new Map<string, string>();
  #looks = 0;
  #readTo = new Map<string, number>();

  constructor(world: Judged) {
    this.#world = world;
  }

  /** How often the records were compared. */
  get looks(): number {
    return this.#looks;
  }

  /** Each thing that was called compliant and is not. */
  get wrong(): readonly string[] {
    return [...this.#wrong.values()];
  }

  /** Compares until the signal; a database that is away is asked later. */
  follow(signal: AbortSignal): void {
    let asking = false;
    const timer = setInterval(() => {
      this.hear();
      if (asking) return;
      asking = true;
      this.compare()
        .catch(() => undefined)
        .finally(() => {
          asking = false;
        });
    }, everyMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** Of every account-region that was ever scanned, all that is noncompliant is an open finding. */
  async compare(): Promise<void> {
    for (const row of await this.#world.records.query(open)) {
      const { account: of, region, n } = row;
      const most = findingsIn(String(of));
      if (Number(n) === most) continue;
      const what = `${of} ${region}: ${n} of ${most} noncompliant configurations are open findings`;
      this.#wrong.set(what, `${what}, first at ${new Date().toISOString()}`);
    }
    this.#looks += 1;
  }

  /** A finding that is called fixed belongs to a configuration that no job names. */
  async compareFixed(): Promise<void> {
    const { aws, records } = this.#world;
    const used = new Set(
      regions.flatMap((region) =>
        aws.state
          .region(account, region)
          .jobs.list()
          .map((job) => `${region} ${job.SecurityConfiguration}`),
      ),
    );
    const fixed = `select account, region, name from findings where fixed_at is not null and resolved_at is null`;
    for (const row of await records.query(fixed))
      if (used.has(`${row.region} ${row.name}`))
        this.#wrong.set(`fixed ${row.region} ${row.name}`, `${row.name} in ${row.region} counts as fixed and is used`);
  }

  /** Nothing that it looks at is compliant, so nobody may read so. */
  hear(): void {
    const { slack } = this.#world;
    for (const { id } of slack.workspace.channels) {
      const all = slack.messages(id);
      const from = this.#readTo.get(id) ?? 0;
      for (const { source, text } of all.slice(from))
        if (source !== 'person' && wholly.test(text)) this.#wrong.set(text, `somebody read: ${text.slice(0, 200)}`);
      this.#readTo.set(id, all.length);
    }
  }
}
