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
  readonly requestId: string;
  /** The operation was carried out, whatever became of the answer. */
  readonly carriedOut: boolean;
  /** What the call names: a job, a trigger, a table, a configuration, a key, a role. */
  readonly name?: string;
  /** What CloudTrail would show of who called; absent: nobody that AWS knows. */
  readonly caller?: Caller;
  /** Of AssumeRole: the name of the session that was asked for. */
  readonly opens?: string;
  /** What a write was sent: all of it, as it came over the wire. */
  readonly input?: Readonly<Record<string, unknown>>;
}

export interface Caller {
  /** A role session's ends with its session name. */
  readonly arn: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  /** The session policy as it was sent; absent: the session may do all that its role may. */
  readonly sessionPolicy?: string;
}

interface Waiting {
  readonly match: (request: LoggedRequest) => boolean;
  readonly resolve: (request: LoggedRequest) => void;
}

const mostKept = 20_000;

/** What was asked of the local AWS: the last 20,000 requests, and counts of all since the last reset. */
export class RequestLog {
  #list: LoggedRequest[] = [];
  #counts = new Map<string, number>();
  #inFlight = 0;
  #maxInFlight = 0;
  #waiting: Waiting[] = [];

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
    for (const waiting of this.#waiting.filter(({ match }) => match(request))) {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.resolve(request);
    }
    if (this.#list.length > mostKept) this.#list = this.#list.slice(-mostKept / 2);
  }

  /** The next request that matches, as soon as it is judged: before its answer, if it ever gets one, is sent. */
  next(match: (request: LoggedRequest) => boolean): Promise<LoggedRequest> {
    return new Promise((resolve) => this.#waiting.push({ match, resolve }));
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
