import type { KnownBlock, View } from '@slack/types';
import { redact } from '../../src/ops/redact.ts';
import type { Renderer } from '../../src/slack/transport/content.ts';
import type { ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { FindingsMessage } from '../../src/usecases/messages/finding-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { Log } from '../../src/usecases/ports/runtime.ts';
import { FakeClock, settle } from '../support/fakes/fake-clock.ts';

export { systemClock } from '../../src/ops/system-clock.ts';
export { settle };

/** A clock that stands still until it is moved, and lets what was just started reach its first sleep. */
export class ManualClock extends FakeClock {
  override async advance(ms: number): Promise<void> {
    await settle();
    await super.advance(ms);
  }
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Keeps every line as the real log writes it: errors as fields, and no secrets. */
export function recordingLog(): Log & { readonly lines: readonly LogLine[]; all(): string } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (fields: object, text: string): void => {
      lines.push({ level, fields: { ...redact(fields) }, text });
    };
  return {
    lines,
    all: () => JSON.stringify(lines),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}

/** Ids in a row: id-00001, id-00002, … */
export function countingIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id-${String(count).padStart(5, '0')}`;
  };
}

export function problem(what: string): ProblemMessage {
  return { kind: 'problem', what, next: 'Try that.', suggestions: [] };
}

export function progress(done: number, total = 10): Message {
  return { kind: 'audit-progress', scope: 'all', startedAt: 0, done, total, found: 0, unknown: 0 };
}

export function findings(given: Partial<FindingsMessage> = {}): FindingsMessage {
  return {
    kind: 'findings',
    filter: {},
    filterWords: '',
    queryId: 'query-1',
    page: 0,
    pages: 3,
    counts: { total: 25, exposed: 5, latent: 10, unused: 10 },
    items: [],
    choices: { accounts: [{ id: '111111111111', name: 'production' }], regions: ['eu-west-1'] },
    lastScanAt: null,
    ...given,
  };
}

function wordsOf(message: Message): string {
  if (message.kind === 'problem') return `${message.what} ${message.next}`;
  if (message.kind === 'audit-progress') return `${message.done} of ${message.total ?? '?'}`;
  if (message.kind === 'findings') return `page ${message.page + 1} of ${message.pages} of ${message.queryId}`;
  return message.kind;
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'plain_text', text } };
}

/** A renderer that says the least, so that these tests do not depend on how messages look. */
export const plainRenderer: Renderer = {
  message: (message, options) => {
    const text = `${wordsOf(message)}${options?.mayRepeat === true ? ' (again)' : ''}`;
    return { text, blocks: [section(text)] };
  },
  plain: (message) => `plain: ${wordsOf(message)}`,
  findingsModal: (message) => modal('Findings', wordsOf(message)),
  loadingModal: () => modal('Findings', 'loading'),
  problemModal: (message) => modal('Problem', wordsOf(message)),
  messageModal: (message) => modal('Message', wordsOf(message)),
};

function modal(title: string, text: string): View {
  return { type: 'modal', title: { type: 'plain_text', text: title }, blocks: [section(text)] };
}
