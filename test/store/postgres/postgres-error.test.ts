import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../src/store/database/store-error.ts';
import { fromPostgres } from '../../../src/store/postgres/postgres-error.ts';

const where = 'PostgreSQL database "glue" on db:5432';
const coded = (code: string | undefined, more = {}) =>
  Object.assign(new Error('what it said'), code === undefined ? {} : { code }, more);

describe('fromPostgres', () => {
  test.each([
    ['23505', 'conflict'],
    ['23502', 'conflict'],
    ['40001', 'busy'],
    ['40P01', 'busy'],
    ['55P03', 'busy'],
    ['57014', 'busy'],
    ['25P03', 'unavailable'],
    ['57P01', 'unavailable'],
    ['57P03', 'unavailable'],
    ['08006', 'unavailable'],
    ['53300', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['ENOTFOUND', 'unavailable'],
    ['EPIPE', 'unavailable'],
    [undefined, 'unavailable'],
    ['53100', 'disk-full'],
    ['25006', 'not-writable'],
    ['28P01', 'cannot-open'],
    ['3D000', 'cannot-open'],
    ['42501', 'cannot-open'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'cannot-open'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'cannot-open'],
    ['XX001', 'corrupt'],
    ['42P01', 'failed'],
    ['22021', 'failed'],
  ])('%s is %s, with what PostgreSQL said', (code, expected) => {
    const error = fromPostgres(coded(code), { where });
    expect(error).toMatchObject({ name: 'StoreError', code: expected, message: expect.stringContaining(where) });
    expect(error.message).toContain('(PostgreSQL: what it said)');
  });

  test('a server without TLS: the only way out is said with its cost', () => {
    const error = fromPostgres(new Error('The server does not support SSL connections'), { where });
    expect(error).toMatchObject({ code: 'cannot-open', message: expect.stringMatching(/sslmode=disable.*clear text/) });
  });

  test('who is refused with IAM is not told of a password, and anything else is as ever', () => {
    const refused = fromPostgres(coded('28000'), { where, auth: 'iam' });
    expect(refused).toMatchObject({ code: 'cannot-open', message: expect.stringMatching(/rds_iam.*rds-db:connect/) });
    expect(refused.message).not.toContain('password');
    expect(fromPostgres(coded('3D000'), { where, auth: 'iam' }).message).not.toContain('IAM');
  });

  test('what was cancelled, or took too long, is not called locked', () => {
    const { message } = fromPostgres(coded('57014'), { where });
    expect(message).toMatch(/too long, or was cancelled/);
    expect(message).not.toContain('locked');
    expect(fromPostgres(coded('55P03'), { where }).message).toContain('locked');
  });

  test('what the row held stays out of it', () => {
    const error = fromPostgres(coded('23505', { detail: 'Key (reason)=(the secret) already exists.' }), { where });
    expect(JSON.stringify([error, error.cause, Object.entries(error.cause ?? {})])).not.toContain('the secret');
  });

  test('one of ours stays as it is', () => {
    const ours = new StoreError('closed', 'closed');
    expect(fromPostgres(ours, { where })).toBe(ours);
  });
});
