/** How long a trigger_id may be exchanged for a modal. Source: Slack's documentation of modals. */
const TRIGGER_LIFE_MS = 3000;

interface Trigger {
  user: string;
  bornAt: number;
  used: boolean;
}

/** Issues trigger ids and takes each of them once, for three seconds. */
export class TriggerIds {
  readonly #triggers = new Map<string, Trigger>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new trigger id in Slack's form, three parts with dots. */
  issue(user: string): string {
    this.#count += 1;
    const id = `${Math.floor(this.#now())}.${1000 + this.#count}.${this.#count.toString(16).padStart(12, '0')}`;
    this.#triggers.set(id, { user, bornAt: this.#now(), used: false });
    return id;
  }

  /** Who may see the modal, or the Web API's error. */
  exchange(id: string): { user: string } | { error: string } {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) return { error: 'invalid_trigger_id' };
    if (trigger.used) return { error: 'exchanged_trigger_id' };
    if (this.#now() - trigger.bornAt > TRIGGER_LIFE_MS) return { error: 'expired_trigger_id' };
    trigger.used = true;
    return { user: trigger.user };
  }
}
