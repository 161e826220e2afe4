import { expect, test } from 'vitest';
import { byHand, openAt, quoted, sharedDatabases, urlOf } from '../harness.ts';
import { outbox } from '../samples.ts';

test.each(['not JSON', 'null', '{"kind":"of the future"}', '{"kind":"toString"}'])(
  'a stored message that cannot be read (%s) is said to be so, and blocks nothing',
  async (stored) => {
    for (const database of sharedDatabases) {
      const url = await urlOf(database);
      const { outbox: records } = await openAt(url);
      await records.add([outbox('m1')]);
      await byHand(url, `update outgoing set message_json = ${quoted(stored)}`);
      expect(await records.claimDue(1_000, 2_000, 'p1', 10)).toMatchObject([
        { id: 'm1', message: { kind: 'problem', what: expect.stringContaining('cannot be read') } },
      ]);
    }
  },
);

test.each(sharedDatabases)(
  'a message about a configuration that names one rule, as in 0.1.0, is read with a list (%s)',
  async (database) => {
    const url = await urlOf(database);
    const { outbox: records } = await openAt(url);
    await records.add([outbox('m1')]);
    const rule = { id: 'Glue-005', riskLevel: 'Medium', standards: ['GDPR'] };
    const stored = JSON.stringify({ kind: 'configuration', region: 'eu-west-1', rule });
    await byHand(url, `update outgoing set message_json = ${quoted(stored)}`);
    expect(await records.get('m1')).toMatchObject({ message: { kind: 'configuration', rules: [rule] } });
  },
);
