import { expect, test } from 'vitest';
import { markAccepted } from '../../../src/domain/exceptions/mark.ts';
import type { Finding } from '../../../src/domain/model.ts';
import { exception, judged, now, until } from './samples.ts';

test('marks what is covered now, and takes back what was marked and is not', () => {
  const finding: Finding = { ...judged(), reason: 'disabled', references: [] };
  const [marked] = markAccepted([finding], [exception()], now);
  expect(marked?.accepted).toMatchObject({ id: 'exception-1' });
  expect(marked && markAccepted([marked], [exception()], until('2027-03-31').at)).toEqual([finding]);
  expect(marked && markAccepted([marked], [], now)).toEqual([finding]);
});
