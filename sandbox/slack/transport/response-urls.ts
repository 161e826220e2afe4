import type { Message } from '../model.ts';

/** Source of both: Slack's documentation of response_url. */
const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;

/** What a response_url stands for. */
export interface ResponseUrl {
  token: string;
  channel: string;
  user: string;
  threadTs?: string;
  bornAt: number;
  uses: number;
  /** The message that was clicked; for a command, the last message made through this address. */
  original?: Message;
  /** True when it came from a click on a message. */
  fromClick: boolean;
}

/** Issues response addresses and counts their uses: five within thirty minutes. */
export class ResponseUrls {
  readonly #urls = new Map<string, ResponseUrl>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(
    about: Pick<ResponseUrl, 'channel' | 'user' | 'fromClick'> & { threadTs?: string; original?: Message },
  ): ResponseUrl {
    this.#count += 1;
    const url: ResponseUrl = {
      ...about,
      token: `R${String(this.#count).padStart(10, '0')}`,
      bornAt: this.#now(),
      uses: 0,
    };
    this.#urls.set(url.token, url);
    return url;
  }

  /** Takes one use. The errors are Slack's words in the answer's body. */
  use(token: string): ResponseUrl | { error: 'invalid_url' | 'expired_url' | 'used_url' } {
    const url = this.#urls.get(token);
    if (url === undefined) return { error: 'invalid_url' };
    if (this.#now() - url.bornAt > LIFE_MS) return { error: 'expired_url' };
    if (url.uses >= MAX_USES) return { error: 'used_url' };
    url.uses += 1;
    return url;
  }
}
