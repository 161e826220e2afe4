/** A fault that a test switched on; `stop` switches it off again. */
export interface Fault {
  stop(): void;
}

/** Which calls a fault is for. Absent methods: all of them. Absent count: until it is stopped. */
export interface Scope {
  methods?: string[];
  count?: number;
}

/** How a Web API call is spoilt. */
export type ApiFault =
  | { kind: 'status'; status: number }
  | { kind: 'reset' }
  | { kind: 'hang' }
  | { kind: 'rate_limit'; retryAfter: number }
  | { kind: 'error'; error: string }
  /** The call is carried out, then the connection is cut before the answer. */
  | { kind: 'lost_reply' };

/** How a delivery to the app is spoilt. */
export type DeliveryFault = 'twice' | 'stale_timestamp' | 'future_timestamp' | 'bad_signature' | 'foreign_team';

interface Armed<T> {
  fault: T;
  methods: string[] | undefined;
  left: number;
}

/** The faults that are switched on. */
export class Faults {
  readonly #api = new Set<Armed<ApiFault>>();
  readonly #delivery = new Set<Armed<DeliveryFault>>();
  readonly #released = new Set<() => void>();
  /** Holds posts to about one a second a channel, as the real service does. */
  realRate = false;

  /** Spoils Web API calls. */
  api(fault: ApiFault, scope: Scope = {}): Fault {
    return arm(this.#api, { fault, methods: scope.methods, left: scope.count ?? Number.POSITIVE_INFINITY });
  }

  /** Spoils the next deliveries to the app (one, unless a count is given). */
  delivery(fault: DeliveryFault, count = 1): Fault {
    return arm(this.#delivery, { fault, methods: undefined, left: count });
  }

  /** The fault for this call, if any; it is used up by one. */
  takeApi(method: string): ApiFault | undefined {
    return take(this.#api, (armed) => armed.methods === undefined || armed.methods.includes(method));
  }

  takeDelivery(fault: DeliveryFault): boolean {
    return take(this.#delivery, (armed) => armed.fault === fault) !== undefined;
  }

  /** Called when hanging calls must end: all faults are cleared, or the server closes. */
  onRelease(release: () => void): void {
    this.#released.add(release);
  }

  /** Switches every fault off and cuts what hangs. */
  clear(): void {
    this.#api.clear();
    this.#delivery.clear();
    this.realRate = false;
    for (const release of this.#released) release();
    this.#released.clear();
  }
}

function arm<T>(set: Set<Armed<T>>, armed: Armed<T>): Fault {
  set.add(armed);
  return { stop: () => void set.delete(armed) };
}

function take<T>(set: Set<Armed<T>>, fits: (armed: Armed<T>) => boolean): T | undefined {
  for (const armed of set) {
    if (!fits(armed)) continue;
    armed.left -= 1;
    if (armed.left <= 0) set.delete(armed);
    return armed.fault;
  }
  return undefined;
}
