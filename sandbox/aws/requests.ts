/** One request that a service received. `status` 0: it was never answered, or its connection was reset. */
export interface LoggedRequest {
  readonly service: string;
  readonly operation: string;
  /** Whose resources: for AssumeRole, the account of the role; "unknown" where the key is not known. */
  readonly account: string;
  readonly region: string;
  readonly page: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: number;
  /** The error code that it was answered with. */
  readonly code?: string;
}

const mostKept = 20_000;

/** What was asked of the local AWS: the last 20,000 requests, and counts of all since the last reset. */
export class RequestLog {
  #list: LoggedRequest[] = [];
  #counts = new Map<string, number>();
  #inFlight = 0;
  #maxInFlight = 0;

  /** Counts a request that arrived; the function it gives is called once, when the request is over. */
  begin(): () => void {
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    let over = false;
    return () => {
      if (!over) this.#inFlight -= 1;
      over = true;
    };
  }

  add(request: LoggedRequest): void {
    const key = `${request.service}:${request.operation}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#list.push(request);
    if (this.#list.length > mostKept) this.#list = this.#list.slice(-mostKept / 2);
  }

  /** By "glue:GetJobs". */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  get list(): readonly LoggedRequest[] {
    return this.#list;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  reset(): void {
    this.#list = [];
    this.#counts = new Map();
    this.#maxInFlight = this.#inFlight;
  }
}
