import { ChatError } from '../../domain/errors.ts';
import type { BoundaryParts } from '../../usecases/boundary.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { mayPassLater, toChatError } from '../transport/chat-error.ts';
import { type Draft, sendDraft } from '../transport/content.ts';
import type { ReplyTarget } from './reply-targets.ts';

export interface AnswerParts extends BoundaryParts {
  /** Tried in this order; one that refuses is never tried again. */
  readonly replyTargets: readonly ReplyTarget[];
  readonly clock: Clock;
  /** Aborted when the bot stops: a result then waits for Slack no longer, so that it can be kept. */
  readonly stopping?: AbortSignal;
}

/** Waits before the tries of a result that Slack could not take. */
const RETRY_WAITS_MS = [1_000, 4_000, 15_000, 40_000, 120_000];
const RETRY_WAIT_MAX_MS = 120_000;

/** One answer that changes in place: progress, throttled and the latest wins, and at last the result. */
export class Answer {
  readonly #parts: AnswerParts;
  readonly #finishing = new AbortController();
  #place = 0;
  #latest: Draft | undefined;
  #lastPutAt: number | undefined;
  #pumping: Promise<void> | undefined;
  #mayHaveShown = false;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  /** True when anything was shown or is about to be. */
  get hasShown(): boolean {
    return this.#lastPutAt !== undefined || this.#pumping !== undefined;
  }

  /** True when a result may have been shown: Slack did not confirm it. */
  get mayHaveShown(): boolean {
    return this.#mayHaveShown;
  }

  /** Shows this as soon as the place allows; what it replaces unseen is dropped. Never throws. */
  progress(draft: Draft): void {
    if (this.#finishing.signal.aborted) return;
    this.#latest = draft;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined;
    });
  }

  /** Shows the result, wherever it can be shown. @throws {ChatError} the last refusal, when nothing worked */
  async finish(draft: Draft): Promise<void> {
    this.#finishing.abort();
    await this.#pumping;
    let refusal = new ChatError('refused', 'nowhere_to_answer');
    for (; this.#place < this.#parts.replyTargets.length; this.#place += 1) {
      const replyTo = this.#parts.replyTargets[this.#place];
      if (replyTo === undefined) break;
      try {
        await this.#insist(replyTo, draft);
        return;
      } catch (error) {
        refusal = toChatError(error);
        if (mayPassLater(refusal) && this.#parts.stopping?.aborted) break;
        this.#noteRefusal(replyTo, refusal);
      }
    }
    throw refusal;
  }

  async #pump(): Promise<void> {
    while (this.#latest !== undefined && !this.#finishing.signal.aborted) {
      const replyTo = this.#parts.replyTargets[this.#place];
      const gap = replyTo?.progressGap();
      if (replyTo === undefined || gap === undefined) return;
      if (!(await this.#waitUntil((this.#lastPutAt ?? Number.NEGATIVE_INFINITY) + gap))) return;
      const draft = this.#latest;
      this.#latest = undefined;
      await this.#tryProgress(replyTo, draft);
    }
  }

  async #tryProgress(replyTo: ReplyTarget, draft: Draft): Promise<void> {
    this.#lastPutAt = this.#parts.clock.now();
    try {
      await sendDraft(draft, (content) => replyTo.put(content), this.#parts);
    } catch (caught) {
      const error = toChatError(caught);
      // Progress is not worth a second try, but a place that refuses will refuse the result too.
      if (mayPassLater(error)) return;
      this.#noteRefusal(replyTo, error);
      this.#place += 1;
      this.#latest ??= draft;
    }
  }

  async #insist(replyTo: ReplyTarget, draft: Draft): Promise<void> {
    for (const wait of [...RETRY_WAITS_MS, undefined]) {
      try {
        const said = this.#mayHaveShown && replyTo.repeats() ? draft.again() : draft;
        await sendDraft(said, (content) => replyTo.put(content), this.#parts);
        return;
      } catch (caught) {
        const error = toChatError(caught);
        if (error.code === 'unknown-outcome') this.#mayHaveShown = true;
        if (wait === undefined || !mayPassLater(error)) throw error;
        const asked = Math.min(error.retryAfterMs ?? 0, RETRY_WAIT_MAX_MS);
        await this.#parts.clock.sleep(Math.max(wait, asked), this.#parts.stopping).catch(() => {
          throw error;
        });
      }
    }
  }

  /** False when the answer is finishing meanwhile. */
  async #waitUntil(instant: number): Promise<boolean> {
    const wait = instant - this.#parts.clock.now();
    if (wait <= 0) return true;
    try {
      await this.#parts.clock.sleep(wait, this.#finishing.signal);
      return true;
    } catch {
      return false;
    }
  }

  #noteRefusal(replyTo: ReplyTarget, error: ChatError): void {
    const { code, slackCode } = error;
    this.#parts.log.info({ replyTo: replyTo.name, code, slackCode }, 'an answer was refused here: trying elsewhere');
  }
}
