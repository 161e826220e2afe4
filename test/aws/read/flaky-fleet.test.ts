import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createClients } from '../../../src/aws/access/clients.ts';
import { type createConnections, defaultConnections } from '../../../src/aws/access/connections.ts';
import { readRetries } from '../../../src/aws/access/retries.ts';
import { createTargetReader } from '../../../src/aws/read/target-reader.ts';
import { accessKey, secretKey } from '../../support/aws/aws.ts';
import { passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

/** The same numbers at every run. */
function dice(): () => number {
  let state = 20_261_129;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function answer(statusCode: number, body: object) {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { response: { statusCode, headers, body: Readable.from([Buffer.from(JSON.stringify(body))]) } };
}

test('with 30 % of calls throttled and 5 % failing, nothing stays unknown', async () => {
  const clock = new FakeClock();
  const roll = dice();
  const told = { throttled: 0, failed: 0, answered: 0 };
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    async handle() {
      await clock.sleep(60);
      const rolled = roll();
      if (rolled < 0.3) {
        told.throttled += 1;
        return answer(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });
      }
      if (rolled < 0.35) {
        told.failed += 1;
        return answer(500, { __type: 'InternalServiceException', message: 'internal' });
      }
      told.answered += 1;
      return answer(200, { Jobs: [{ Name: 'job' }] });
    },
  } as unknown as ReturnType<typeof createConnections>;
  const clients = createClients({
    clock,
    connections: defaultConnections,
    pool: handler,
    retries: readRetries({}),
  });
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  const reads = Array.from({ length: 500 }, (_, index) => {
    const holder = { key: String(index), credentials };
    return createTargetReader({ clients, holder, region: 'eu-west-1', onError: () => undefined }).jobs();
  });
  await passUntil(clock, Promise.all(reads), 5);
  expect((await Promise.all(reads)).filter(({ error }) => error)).toEqual([]);
  expect(told.answered).toBe(500);
  expect(told.throttled).toBeGreaterThan(150);
  expect(told.failed).toBeGreaterThan(15);
});
