import type { Config } from './config/model.ts';
import type { Clock, NewId } from './usecases/ports/runtime.ts';
import type { Store } from './usecases/ports/store.ts';
import { whileBusy } from './usecases/while-busy.ts';

export interface ExceptionParts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface Exceptions {
  /** Takes over what the file accepts. */
  start(): Promise<void>;
}

/** Accepted risks: of the file, and asked for in Slack. */
export async function createExceptions(parts: ExceptionParts): Promise<Exceptions> {
  const { enterFile } = await import('./usecases/exceptions/enter-file.ts');
  return {
    start: () => whileBusy(() => enterFile(parts, parts.config.exceptions.accepted)),
  };
}
