/** A token bucket for each key: true when the request may pass. `at` in milliseconds. */
export type RateLimit = (key: string, perSecond: number, at: number) => boolean;

/** What a bucket holds: a tenth of a second's worth, and one at the least. */
export function burstOf(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond / 10));
}

export function createRateLimit(): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key, perSecond, at) => {
    const most = burstOf(perSecond);
    const bucket = buckets.get(key) ?? { tokens: most, at };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(most, bucket.tokens + ((at - bucket.at) * perSecond) / 1_000);
    bucket.at = at;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}

/** How long so many requests take at the least, in milliseconds. */
export function idealMs(requests: number, perSecond: number): number {
  return (Math.max(0, requests - burstOf(perSecond)) / perSecond) * 1_000;
}
