/** Token buckets: one for each fault, operation, account and region, as AWS counts its API rates. */
export class RateLimits {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a token; false when there is none. `now` in epoch milliseconds. */
  take(
    id: string,
    limit: { readonly perSecond: number; readonly burst?: number },
    subject: {
      readonly service: string;
      readonly operation: string;
      readonly account: string;
      readonly region: string;
    },
    now: number,
  ): boolean {
    const key = [id, subject.service, subject.operation, subject.account, subject.region].join('|');
    const most = limit.burst ?? Math.max(1, limit.perSecond);
    const bucket = this.#buckets.get(key) ?? { tokens: most, at: now };
    const tokens = Math.min(most, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * limit.perSecond);
    const allowed = tokens >= 1;
    this.#buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    return allowed;
  }

  clear(): void {
    this.#buckets.clear();
  }
}
