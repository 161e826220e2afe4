import { networkFaultOf } from '../domain/network-fault.ts';
import type { Clock, Log } from '../usecases/ports/runtime.ts';
import { mayPassLater, toChatError } from './transport/chat-error.ts';
import { crowdedOut, isCrowdedOut } from './transport/socket-line.ts';

/** As long as a start waits for its database. Whoever starts it by hand reads every 1 to 15 s what it waits for. */
const patienceMs = 60_000;
const longestPauseMs = 15_000;

/**
 * A call of the start, asked again while Slack is away or asks to slow down: a bot that ends for that is started anew by
 * its supervisor, which adds to the very calls that Slack has too many of. Where Slack has too many connections of this
 * app it waits as long as it takes: in a rolling update they are of those that are about to end. What the network refuses
 * (a certificate, a proxy's password) passes by nobody's waiting. @throws {ChatError}
 */
export async function whenAnswered<T>(
  call: () => Promise<T>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<T> {
  let until = clock.monotonic() + patienceMs;
  let pauseMs = 1_000;
  for (;;) {
    try {
      return await call();
    } catch (caught) {
      const error = toChatError(caught);
      if (isCrowdedOut(error)) {
        log.warn({}, `${crowdedOut}: the start waits until one of them ends`);
        await clock.sleep(longestPauseMs);
        until = clock.monotonic() + patienceMs;
        pauseMs = 1_000;
        continue;
      }
      const waitMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
      const mayPass = mayPassLater(error) && networkFaultOf(error.slackCode) === undefined;
      if (!mayPass || clock.monotonic() + waitMs > until) throw error;
      log.warn({ slackCode: error.slackCode, waitMs }, 'Slack does not answer yet: the start waits for it');
      await clock.sleep(waitMs);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }
}
