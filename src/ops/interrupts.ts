import type { Clock } from '../usecases/ports/runtime.ts';

/** What Ctrl-C does in this process. */
export interface Interrupts {
  /** Listens until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  exit(code: number): void;
}

interface InterruptOptions {
  /** Absent: Ctrl-C ends the process, as it does by itself. */
  readonly interrupts: Interrupts | undefined;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Told of the first press. */
  readonly onCancel: () => void;
}

/**
 * A press in a terminal reaches the whole group of processes, and npm passes it on besides (signal-manager.js of
 * @npmcli/run-script), so that one press comes twice.
 */
const samePressMs = 400;
/** As a shell says that Ctrl-C ended a program: 128 and the number of SIGINT. */
const interrupted = 130;

/** A signal that the first press aborts; the second one ends the process at once. `stop` listens no more. */
export function cancelByInterrupt({ interrupts, clock, onCancel }: InterruptOptions): {
  readonly signal: AbortSignal;
  stop(): void;
} {
  const wanted = new AbortController();
  let pressedAt: number | undefined;
  const stop = interrupts?.onInterrupt(() => {
    const now = clock.monotonic();
    if (pressedAt === undefined) {
      pressedAt = now;
      onCancel();
      wanted.abort();
    } else if (now - pressedAt >= samePressMs) interrupts.exit(interrupted);
  });
  return { signal: wanted.signal, stop: () => stop?.() };
}

/** Of this process. */
export const processInterrupts: Interrupts = {
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
  exit: (code) => process.exit(code),
};
