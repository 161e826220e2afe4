/**
 * The largest of the values and `floor`. `Math.max(...values)` puts every value on the stack, which ends at about 120,000
 * of them: a fleet has as many targets.
 */
export function largest(values: readonly number[], floor = Number.NEGATIVE_INFINITY): number {
  return values.reduce((most, value) => Math.max(most, value), floor);
}

/** The smallest of the values and `ceiling`. */
export function smallest(values: readonly number[], ceiling = Number.POSITIVE_INFINITY): number {
  return values.reduce((least, value) => Math.min(least, value), ceiling);
}
