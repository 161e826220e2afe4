import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../usecases/ports/runtime.ts';

/** Slack gives up after 3 s, and sends what it sends at once. */
const BODY_MAX_MS = 3_000;
/** Of all bodies that nobody has verified yet, together. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A body that was not read to its end. `status` is the answer: 408 too slow, 413 too large, 503 given up for others. */
export class BodyError extends Error {
  readonly status: 408 | 413 | 503;
  constructor(status: 408 | 413 | 503) {
    super(`the body was not read to its end (${status})`);
    this.name = 'BodyError';
    this.status = status;
  }
}

interface Unfinished {
  bytes: number;
  giveUp(status: BodyError['status']): void;
}

interface UnverifiedOptions {
  readonly clock: Clock;
  readonly mostBytes?: number;
}

/**
 * Reads the bodies of requests whose signature can only be checked afterwards. All together are bounded, and the bound
 * never shuts anybody out: when it is reached, the oldest unfinished body goes. Slack's arrive whole within
 * milliseconds, so it is never theirs, whoever else sends through the same load balancer.
 */
export class UnverifiedBodies {
  readonly #options: UnverifiedOptions;
  /** The oldest first. */
  readonly #unfinished = new Set<Unfinished>();
  #bytes = 0;

  constructor(options: UnverifiedOptions) {
    this.#options = options;
  }

  /** How much is held at the moment. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {BodyError} */
  async read(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const chunks: Buffer[] = [];
    const body: Unfinished = { bytes: 0, giveUp: (status) => reject(new BodyError(status)) };
    this.#unfinished.add(body);
    const late = new AbortController();
    this.#options.clock.sleep(BODY_MAX_MS, late.signal).then(
      () => body.giveUp(408),
      () => {},
    );
    const onData = (chunk: Buffer): void => {
      this.#take(body, chunk.length);
      if (body.bytes > maxBytes) body.giveUp(413);
      else chunks.push(chunk);
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => body.giveUp(408));
    request.once('close', () => body.giveUp(408));
    try {
      return await promise;
    } finally {
      request.off('data', onData).pause();
      late.abort();
      this.#unfinished.delete(body);
      this.#bytes -= body.bytes;
      chunks.length = 0;
    }
  }

  #take(body: Unfinished, bytes: number): void {
    body.bytes += bytes;
    this.#bytes += bytes;
    let over = this.#bytes - (this.#options.mostBytes ?? MOST_BYTES);
    for (const oldest of this.#unfinished) {
      if (over <= 0) return;
      if (oldest === body) continue;
      // It leaves the sum when its reader has noticed.
      over -= oldest.bytes;
      oldest.giveUp(503);
    }
  }
}
