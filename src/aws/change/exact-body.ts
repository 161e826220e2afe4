import { differences } from '../../domain/differences.ts';
import { CloudError } from '../../domain/errors.ts';
import { canonical, type JsonObject } from '../../domain/json.ts';
import type { Guard } from './guard.ts';

/**
 * Refuses to send anything but `input`. The SDK's serialiser silently leaves out members that it does not know, nested
 * ones too, and an update that overwrites would delete what was left out. Nothing has left when the call rejects with
 * `UnsendableField`; the message names paths, never a value.
 */
export function sendExactly(call: string, input: JsonObject): Guard {
  return (command) => {
    command.middlewareStack.add(
      (next) => (args) => {
        const lost = lostPaths(input, bodyOf(args));
        if (lost.length > 0) throw new CloudError(call, 'UnsendableField', `Cannot be sent: ${lost.join(', ')}`);
        return next(args);
      },
      { name: 'sendExactly', step: 'build', priority: 'low' },
    );
    return command;
  };
}

function lostPaths(input: JsonObject, sent: JsonObject): string[] {
  if (canonical(input) === canonical(sent)) return [];
  const paths = differences(input, sent);
  // A null that was left out differs in nothing that has a path.
  return paths.length > 0 ? paths : ['null'];
}

function bodyOf(args: object): JsonObject {
  const request: unknown = 'request' in args ? args.request : undefined;
  const body: unknown = typeof request === 'object' && request !== null && 'body' in request ? request.body : undefined;
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  return typeof text === 'string' && text !== '' ? JSON.parse(text) : {};
}
