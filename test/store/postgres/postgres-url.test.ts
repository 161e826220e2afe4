import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPostgresUrl, parsePostgresUrl, shownLocation } from '../../../src/store/postgres/postgres-url.ts';
import { temporaryFolder } from '../harness.ts';

describe('parsePostgresUrl', () => {
  test('takes every part, decoded, and verifies TLS where nothing is said', () => {
    expect(parsePostgresUrl('postgresql://b%40t:p%2Fw%3A%25@db.example:6432/glue%20warden')).toEqual({
      host: 'db.example',
      port: 6432,
      user: 'b@t',
      password: 'p/w:%',
      database: 'glue warden',
      ssl: { rejectUnauthorized: true },
    });
  });

  test('the least of it', () => {
    expect(parsePostgresUrl('POSTGRES://[::1]/glue')).toEqual({
      host: '::1',
      port: 5432,
      database: 'glue',
      ssl: { rejectUnauthorized: true },
    });
  });

  test.each([
    ['disable', false],
    ['require', { rejectUnauthorized: true }],
    ['verify-full', { rejectUnauthorized: true }],
    ['verify-ca', { rejectUnauthorized: true, checkServerIdentity: expect.any(Function) }],
  ])('sslmode=%s', (mode, ssl) => {
    expect(parsePostgresUrl(`postgres://h/d?sslmode=${mode}`).ssl).toEqual(ssl);
  });

  test('sslrootcert is a file of certificates', () => {
    const file = join(temporaryFolder(), 'roots.pem');
    writeFileSync(file, 'the roots');
    expect(parsePostgresUrl(`postgres://h/d?sslrootcert=${file}`).ssl).toEqual({
      rejectUnauthorized: true,
      ca: 'the roots',
    });
  });

  test('a Unix socket has no TLS', () => {
    expect(parsePostgresUrl('postgres://bot@localhost/glue?host=/run/postgresql')).toEqual({
      host: '/run/postgresql',
      port: 5432,
      user: 'bot',
      database: 'glue',
      ssl: false,
    });
  });

  test('one that is entered with IAM has a user, TLS and no password', () => {
    expect(parsePostgresUrl('postgres://bot@db.example/glue?auth=iam')).toEqual({
      host: 'db.example',
      port: 5432,
      database: 'glue',
      user: 'bot',
      auth: 'iam',
      ssl: { rejectUnauthorized: true },
    });
  });

  // Each with a password that is written as it is.
  const secrets = [
    's3/cret',
    '12/s3cret',
    's3#cret',
    '12#s3cret',
    's3?cret',
    '12?s3cret',
    '12?s3cret=1',
    's3%cret',
    '%s3cret',
  ];
  test.each([
    ...secrets.map((secret) => `postgres://bot:${secret}@db.example/glue`),
    'postgres://bot:s3cret@/glue',
    'postgres://bot:s3cret@db.example',
    'postgres://bot:s3cret@db.example/',
    'postgres://bot:s3cret@db.example/a/b',
    'postgres://bot:s3cret@db.example:port/glue',
    'postgres://bot:s3cret@db.example/glue?sslmode=prefer',
    'postgres://bot:s3cret@db.example/glue?sslmode=no-verify',
    'postgres://bot:s3cret@db.example/glue?sslrootcert=/nowhere/s3cret',
    'postgres://bot:s3cret@db.example/glue?pool=s3cret',
    'postgres://bot@db.example/glue?auth=s3cret',
    'postgres://bot:s3cret@db.example/glue?auth=iam',
    'postgres://db.example/s3cret?auth=iam',
    'postgres://bot@db.example/s3cret?auth=iam&sslmode=disable',
    'postgres://bot@db.example/s3cret?auth=iam&sslmode=verify-ca',
    'postgres://bot@localhost/s3cret?auth=iam&host=/run/s3cret',
    'postgres:bot:s3cret',
    'postgres://',
  ])('%s is refused, with an example and without a word of it', (url) => {
    expect(() => parsePostgresUrl(url)).toThrow(
      expect.objectContaining({
        code: 'bad-url',
        message: expect.stringMatching(
          /^DATABASE_URL (?!.*s3)(?!.*cret)(?!.*db\.example\/).*postgres:\/\/user:password@/,
        ),
      }),
    );
  });
});

test('what is shown has neither user nor password', () => {
  const shown = shownLocation(parsePostgresUrl('postgres://bot:s3cret@db.example/glue'));
  expect(shown).toBe('PostgreSQL database "glue" on db.example:5432');
});

test.each([
  ['postgres://h/d', true],
  ['PostgreSQL:whatever', true],
  ['sqlite:./postgres://x', false],
  ['', false],
])('isPostgresUrl(%s)', (url, is) => {
  expect(isPostgresUrl(url)).toBe(is);
});
