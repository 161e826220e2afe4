import { tooOld } from '../../domain/aws-fault.ts';
import { CloudError } from '../../domain/errors.ts';
import type { Guard } from './guard.ts';

/**
 * Refuses to send what rests on an observation that has become old. The last of all middleware: of the step nearest to
 * the network the lowest priority, of one priority what a command itself adds (@smithy/types, `MiddlewareStack`;
 * `concat` puts the command's behind the client's). So credentials, signature and every wait of the SDK are over, and
 * only the request handler follows, which takes a connection and writes. Nothing has left when the call rejects with
 * `ObservationTooOld`.
 */
export function sendFresh(call: string, isFresh: () => boolean): Guard {
  return (command) => {
    command.middlewareStack.add(
      (next) => async (args) => {
        if (!isFresh()) throw new CloudError(call, tooOld, 'What this rests on was read too long ago.');
        return next(args);
      },
      { name: 'sendFresh', step: 'deserialize', priority: 'low' },
    );
    return command;
  };
}
