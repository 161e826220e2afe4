/** So often is said again that something cannot be scanned. */
export const unknownAgainMs = 7 * 86_400_000;

/**
 * Whether a digest names what could not be scanned: when it began after the digest before (null: there is none), and again
 * each time that another week of it is over.
 */
export function isUnknownNews(since: number, previousAt: number | null, at: number): boolean {
  if (previousAt === null || since > previousAt) return true;
  const weeks = (until: number) => Math.floor((until - since) / unknownAgainMs);
  return weeks(at) > weeks(previousAt);
}
