import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalSlack } from './sandbox.ts';
import { median } from './statistics.ts';

export interface AckFigures {
  readonly count: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

const commands = ['/glue-audit help', '/glue-audit status', '/glue-remediate status'] as const;
const pauseMs = 100;

/** Types commands one after another until `over`. */
export async function measureAcks(slack: LocalSlack, over: Promise<unknown>): Promise<AckFigures> {
  const times = await measureAckTimes(slack, over);
  return { count: times.length, medianMs: median(times), maxMs: Math.max(...times) };
}

/** How long each took to be acknowledged, in milliseconds. @throws {Error} when one was not */
export async function measureAckTimes(slack: LocalSlack, over: Promise<unknown>): Promise<readonly number[]> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  over.then(end, end);
  const times: number[] = [];
  for (let number = 0; !isOver; number += 1) {
    const text = commands[number % commands.length] ?? '';
    const { acked, ms } = await slack.act('type', { as: 'UOLGA', channel: 'CDATAPLATFORM', text });
    if (!acked) throw new Error(`${text} was not acknowledged`);
    times.push(ms);
    await sleep(pauseMs);
  }
  return times;
}
