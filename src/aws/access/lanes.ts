import { isThrottlingError } from '@smithy/core/retry';
import { createPace, type Pace, type PaceClock, type PaceSettings } from './pace.ts';

/** The service refused for the rate, by its code, by HTTP 429 or by the service's own model: as the SDK itself says it. */
export function isThrottling(error: unknown): boolean {
  return mayBeOfTheSdk(error) && isThrottlingError(error);
}

/** It looks for what the SDK adds to an error, and takes any other one as well. */
function mayBeOfTheSdk(error: unknown): error is Parameters<typeof isThrottlingError>[0] {
  return error instanceof Error;
}

/** One pace for each API operation. */
export type Lanes = (operation: string) => Pace;

export function createLanes(clock: PaceClock, settings: (operation: string) => PaceSettings): Lanes {
  const paces = new Map<string, Pace>();
  return (operation) => {
    const pace = paces.get(operation) ?? createPace(settings(operation), clock, isThrottling);
    paces.set(operation, pace);
    return pace;
  };
}

/** Free until AWS refuses; once in two seconds at the least, so that a target with a few pages still ends in time. */
export const laneOfRegion = (): PaceSettings => ({ least: 0.5 });

/**
 * A fleet is entered through one STS: modestly at first, and no more at once than the pool of connections has room for,
 * also when STS answers slowly. Whose credentials they are is asked once a few minutes, by nobody else.
 */
export const laneOfSts = (operation: string): PaceSettings =>
  operation === 'AssumeRole' ? { start: 100, least: 10, atOnce: 128 } : { least: 1 };

interface Context {
  readonly commandName?: string;
  readonly __smithy_context?: { readonly abortSignal?: unknown };
}

/** Each attempt waits for its lane's turn: after the retry's own wait, and before it is signed with the time of day. */
export function paceAttempts(lanes: Lanes) {
  return <A, R>(next: (args: A) => Promise<R>, context: Context) =>
    (args: A): Promise<R> => {
      const signal = context.__smithy_context?.abortSignal;
      const pace = lanes((context.commandName ?? '').replace(/Command$/, ''));
      return pace.run(() => next(args), signal instanceof AbortSignal ? signal : undefined);
    };
}
