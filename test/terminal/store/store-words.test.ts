import { expect, test } from 'vitest';
import { copyEnd, copyLine } from '../../../src/terminal/store/store-words.ts';

test('a line for each table, and for each ten thousand rows of a large one', () => {
  const copying = (rows: number) => copyLine({ kind: 'copying', table: 'findings', rows });
  expect([copying(9_999), copying(20_000)]).toEqual([undefined, 'findings: 20,000 rows copied']);
  expect(copyLine({ kind: 'verified', table: 'scans', rows: 1, hash: 'a'.repeat(64) })).toBe(
    'scans: 1 row, the same in both (SHA-256 aaaaaaaaaaaaaaaa)',
  );
  expect(copyLine({ kind: 'resumed', table: 'scans', rows: 500 })).toContain('at scans, row 500');
  expect(copyLine({ kind: 'resumed', table: '', rows: 0 })).toContain('the beginning');
});

const ends = { rows: 1_200, from: './data/gluewarden.db', to: 'PostgreSQL database "glue" on db:5432' };

test('the end says what comes next, and where the key is', () => {
  expect(copyEnd({ ...ends, replaced: [], keyFile: './data/gluewarden.key' })).toEqual([
    'Copied 1,200 rows to PostgreSQL database "glue" on db:5432, and held each against its copy.',
    expect.stringMatching(/^Next: .*GLUEWARDEN_KEY set to what \.\/data\/gluewarden\.key holds.*store reopen$/),
  ]);
});

test('values that stand in another way are named, twenty of them at most', () => {
  const replaced = Array.from({ length: 23 }, (_, at) => ({ row: `findings f${at}`, column: 'detail' }));
  const [, words = ''] = copyEnd({ ...ends, replaced });
  expect(words).toMatch(/U\+0000.*findings f0 \(detail\).*findings f19 \(detail\) and 3 more\./);
});
