import { beforeEach, describe, expect, it } from 'vitest';
import { helloOrRefusal } from '../../../src/slack/transport/socket-line.ts';
import { ConnectionCount } from '../../../src/usecases/bot/connection-count.ts';
import { ManualClock, recordingLog } from '../../slack/support.ts';

const minute = 60_000;
let clock: ManualClock;
let log: ReturnType<typeof recordingLog>;
let looks: number[];
let processes: number;
let count: ConnectionCount;

beforeEach(() => {
  clock = new ManualClock();
  log = recordingLog();
  looks = [];
  processes = 4;
  count = new ConnectionCount({ clock, log, processes: async () => processes, lookAgain: (ms) => void looks.push(ms) });
});

const warnings = () => log.lines.filter(({ level }) => level === 'warn');

describe('connections of one app', () => {
  it.each([
    [1, [1, 2]],
    [2, [1, 2]],
    [7, [1, 6, 7]],
  ])('as many as %i processes of the database have are ours: nobody looks again', async (known, hellos) => {
    processes = known;
    for (const counted of hellos) await count.hello(counted);
    expect([count.others, looks, log.lines]).toEqual([undefined, [], []]);
    await count.hello((hellos.at(-1) ?? 0) + 1);
    expect(looks).toEqual([5 * minute]);
  });

  it('a connection that was opened for the count alone is ours too', async () => {
    await count.hello(5, 1);
    expect(looks).toEqual([]);
    await count.hello(6, 1);
    expect(looks).toEqual([5 * minute]);
  });

  it('more than ours are said when another hello after five minutes shows them still', async () => {
    const since = clock.now();
    await count.hello(6);
    await clock.advance(4 * minute);
    await count.hello(6);
    expect([count.others, warnings(), looks]).toEqual([undefined, [], [5 * minute, 5 * minute]]);
    await clock.advance(minute);
    await count.hello(5);
    expect(count.others).toEqual({ counted: 5, ours: 4, since });
    await count.hello(6);
    expect(warnings()).toMatchObject([{ fields: { counted: 5, ours: 4 } }]);
    expect(looks.slice(2)).toEqual([30 * minute, 30 * minute]);
  });

  it('those of a restart linger for a while, and raise no alarm', async () => {
    await count.hello(6);
    await clock.advance(5 * minute);
    await count.hello(4);
    await clock.advance(minute);
    await count.hello(6);
    expect([count.others, warnings()]).toEqual([undefined, []]);
  });

  it('the end of it is seen, and so is a process that the database learnt of', async () => {
    for (let hello = 0; hello < 2; hello += 1) {
      await count.hello(6);
      await clock.advance(5 * minute);
    }
    expect(count.others).toBeDefined();
    processes = 6;
    await count.hello(6);
    expect(count.others).toBeUndefined();
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', fields: { counted: 6, ours: 6 } });
  });

  it('say nothing while the database does not', async () => {
    const failing = new ConnectionCount({
      clock,
      log,
      processes: () => Promise.reject(new Error('locked')),
      lookAgain: () => {},
    });
    await failing.hello(10);
    expect([failing.others, log.lines]).toEqual([undefined, []]);
  });
});

describe('the first message of a connection', () => {
  it.each([
    ['{"type":"hello","num_connections":3}', 3],
    [Buffer.from('{"type":"hello","num_connections":2}'), 2],
    ['{"type":"hello"}', undefined],
    ['{"type":"hello","num_connections":"3"}', undefined],
    ['{"type":"disconnect","num_connections":3}', undefined],
    ['{"type":"disconnect","reason":"refresh_requested"}', undefined],
    ['{"type":"disconnect","reason":"too_many_websockets"}', 'too_many_websockets'],
    ['null', undefined],
    ['no JSON', undefined],
  ])('%s', (message, counted) => {
    expect(helloOrRefusal(message)).toBe(counted);
  });
});
