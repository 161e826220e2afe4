import type { Judged } from '../../../src/domain/exceptions/coverage.ts';
import { endOfDay } from '../../../src/domain/exceptions/end-day.ts';
import type { RiskException } from '../../../src/domain/exceptions/exception.ts';

export const now = Date.UTC(2026, 10, 23, 8);

export function judged(overrides: Partial<Judged> = {}): Judged {
  return {
    rule: 'Glue-005',
    account: '111122223333',
    region: 'eu-west-1',
    kind: 'configuration',
    name: 'orders-etl',
    exposure: 'latent',
    ...overrides,
  };
}

export function until(day: string, timezone = 'UTC'): RiskException['until'] {
  const end = endOfDay(day, timezone);
  if (end === undefined) throw new Error(`${day} is no day`);
  return end;
}

export function exception(overrides: Partial<RiskException> = {}): RiskException {
  return {
    id: 'exception-1',
    scope: { name: 'orders-*' },
    covers: { kinds: { configuration: 'latent' } },
    reason: 'the job ends in March',
    owner: 'U0OWNER',
    until: until('2027-03-31'),
    from: 'slack',
    ...overrides,
  };
}
