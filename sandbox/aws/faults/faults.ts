import { globMatches } from '../glob.ts';
import type { RateLimits } from './rate-limit.ts';

/** How a list shows an item that the model does not promise. */
export type Oddity = 'no-bookmark-block' | 'no-encryption' | 'null-fields' | 'name-only' | 'null-item';

export type Effect =
  | { readonly kind: 'deny' }
  | { readonly kind: 'throttle' }
  /** A token bucket for each operation in each account and region. */
  | { readonly kind: 'rate-limit'; readonly perSecond: number; readonly burst?: number }
  | { readonly kind: 'error'; readonly code: string; readonly status?: number; readonly message?: string }
  /** Never answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** A body cut in half, with status 200. */
  | { readonly kind: 'malformed' }
  /** Carries the operation out, then loses the answer: a reset connection, silence, or the service's own 500. */
  | { readonly kind: 'lose-answer'; readonly how: 'reset' | 'hang' | 'error' }
  /** A read of one job, trigger, crawler, table's settings or security configuration answers as before the last change of it. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'short-pages'; readonly size: number }
  /** Lists refuse larger pages than this, in the service's words. */
  | { readonly kind: 'page-bound'; readonly most: number }
  /** A page without items but with a token; page 1 unless the fault says another. */
  | { readonly kind: 'empty-page' }
  /** The token that was sent comes back for ever. */
  | { readonly kind: 'repeated-token' }
  /** `item` is a name; absent = the first of each page. */
  | { readonly kind: 'odd-item'; readonly oddity: Oddity; readonly item?: string };

/** Which calls: every member may hold `*`; absent = any. AssumeRole counts for the account of the role. */
export interface FaultRule {
  readonly service?: string;
  readonly operation?: string;
  readonly account?: string;
  readonly region?: string;
  /** The job, trigger, crawler, table, database, configuration, key or role that the call names; `*` is a wildcard here too. */
  readonly name?: string;
  /** Only the Nth page of a list, from 1. */
  readonly page?: number;
  /** How many calls that it could strike it lets pass first. */
  readonly skip?: number;
  /** How many calls it strikes; absent = all. */
  readonly times?: number;
  readonly effect: Effect;
}

export interface Fault extends FaultRule {
  readonly id: string;
  /** How many calls it has struck. */
  readonly struck: number;
  /** How many it has let pass, because of `skip`. */
  readonly passed: number;
}

export interface Subject {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly page: number;
  /** What the call names; absent = nothing. */
  readonly name?: string;
}

/** What the faults do to the page of a list. */
export interface PagingEffects {
  readonly shortPages?: number;
  readonly bound?: number;
  readonly emptyPage?: boolean;
  readonly repeatedToken?: boolean;
  readonly odd?: { readonly oddity: Oddity; readonly item?: string };
}

/** The faults that are switched on. Each is counted when it strikes, and is gone after `times`. */
export class Faults {
  readonly #faults = new Map<string, Fault>();
  readonly #limits: RateLimits;
  #ids = 0;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Switches a fault on; the id is for `remove`. */
  add(rule: FaultRule): string {
    this.#ids += 1;
    const id = `fault-${this.#ids}`;
    const page = rule.page ?? (rule.effect.kind === 'empty-page' ? 1 : undefined);
    this.#faults.set(id, { ...rule, ...(page !== undefined && { page }), id, struck: 0, passed: 0 });
    return id;
  }

  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
    this.#limits.clear();
  }

  /** Those still switched on, with how often each has struck. */
  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** The effects that strike this call, in the order in which they were switched on. */
  strike(subject: Subject, now: number): Effect[] {
    const effects: Effect[] = [];
    for (const fault of this.#faults.values()) {
      if (!matches(fault, subject)) continue;
      if (fault.passed < (fault.skip ?? 0)) {
        this.#faults.set(fault.id, { ...fault, passed: fault.passed + 1 });
        continue;
      }
      if (fault.effect.kind === 'rate-limit' && this.#limits.take(fault.id, fault.effect, subject, now)) continue;
      this.#count(fault);
      effects.push(fault.effect);
    }
    return effects;
  }

  #count(fault: Fault): void {
    const struck = fault.struck + 1;
    if (fault.times !== undefined && struck >= fault.times) this.#faults.delete(fault.id);
    else this.#faults.set(fault.id, { ...fault, struck });
  }
}

function matches(rule: FaultRule, subject: Subject): boolean {
  const { service = '*', operation = '*', account = '*', region = '*', name, page } = rule;
  return (
    globMatches(service, subject.service) &&
    globMatches(operation, subject.operation) &&
    globMatches(account, subject.account) &&
    globMatches(region, subject.region) &&
    (name === undefined || (subject.name !== undefined && globMatches(name, subject.name))) &&
    (page === undefined || page === subject.page)
  );
}

export function pagingEffects(effects: readonly Effect[]): PagingEffects {
  let found: PagingEffects = {};
  for (const effect of effects) {
    if (effect.kind === 'short-pages') found = { ...found, shortPages: effect.size };
    if (effect.kind === 'page-bound') found = { ...found, bound: effect.most };
    if (effect.kind === 'empty-page') found = { ...found, emptyPage: true };
    if (effect.kind === 'repeated-token') found = { ...found, repeatedToken: true };
    if (effect.kind === 'odd-item') found = { ...found, odd: effect };
  }
  return found;
}
