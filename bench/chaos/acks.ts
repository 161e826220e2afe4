import type { Trouble, Troubles } from './troubles.ts';

/** Slack gives up then, and the person reads an error. */
const slackWaitsMs = 3_000;

export interface Act {
  readonly what: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly ms: number;
  readonly acked: boolean;
  readonly error?: string;
}

export interface JudgedAct extends Act {
  readonly verdict: 'in-time' | 'late' | 'never';
  readonly near: readonly Trouble[];
}

/** What Slack says of an act of a person. */
interface Delivered {
  readonly acked: boolean;
  readonly ms: number;
  readonly error?: string;
}

/** Remembers of every act whether and when it was acknowledged. */
export class Acks {
  readonly #acts: Act[] = [];

  async of<T extends Delivered>(what: string, act: () => Promise<T>): Promise<T> {
    const at = Date.now();
    const delivered = await act();
    // What Slack itself refuses never reaches the bot.
    if (delivered.error === 'invalid_input') return delivered;
    const { ms, acked, error } = delivered;
    this.#acts.push({ what, at, ms, acked, ...(error !== undefined && { error }) });
    return delivered;
  }

  get count(): number {
    return this.#acts.length;
  }

  judge(troubles: Troubles): readonly JudgedAct[] {
    return this.#acts.map((act) => ({
      ...act,
      verdict: !act.acked ? 'never' : act.ms > slackWaitsMs ? 'late' : 'in-time',
      near: troubles.near(act.at, act.at + Math.min(act.ms, slackWaitsMs)),
    }));
  }
}
