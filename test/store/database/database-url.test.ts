import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../../src/store/database/database-url.ts';

describe('parseDatabaseUrl', () => {
  test.each([
    ['sqlite:./data/gluewarden.db', resolve('data/gluewarden.db')],
    ['sqlite:gluewarden.db', resolve('gluewarden.db')],
    ['sqlite:/var/lib/gluewarden.db', '/var/lib/gluewarden.db'],
    ['sqlite:///var/lib/gluewarden.db', '/var/lib/gluewarden.db'],
    ['SQLite:/var/lib/with space?.db', '/var/lib/with space?.db'],
  ])('%s is a file', (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'file', path });
  });

  test('sqlite::memory: is in memory', () => {
    expect(parseDatabaseUrl('sqlite::memory:')).toEqual({ kind: 'memory' });
  });

  test.each(['', './data/gluewarden.db', 'sqlite:', 'sqlite://data/gluewarden.db', 'mysql://x', 'file:/x'])(
    '"%s" is refused, with an example of what works',
    (url) => {
      expect(() => parseDatabaseUrl(url)).toThrow(
        expect.objectContaining({ code: 'bad-url', message: expect.stringContaining('sqlite:./data/gluewarden.db') }),
      );
    },
  );

  test('a refusal names the scheme and never the password', () => {
    const refuse = () => parseDatabaseUrl('mysql://bot:s3cret@db.example/glue');
    expect(refuse).toThrow('"mysql:"');
    expect(refuse).not.toThrow('s3cret');
  });
});
