import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolders } from '../../src/usecases/make-folders.ts';

/** A disk on which these folders exist. `refuses`: where no folder can be made. */
function disk(folders: readonly string[], refuses: (folder: string) => boolean = () => false) {
  const there = new Set(folders);
  const made: string[] = [];
  return {
    made,
    there,
    exists: (path: string) => there.has(path),
    above: dirname,
    make(path: string) {
      if (refuses(path) || !there.has(dirname(path))) throw Object.assign(new Error('no'), { code: 'ENOENT' });
      there.add(path);
      made.push(path);
    },
  };
}

test('every missing folder is made, the highest first, and nothing where all exist', () => {
  const all = disk(['/', '/data']);
  makeFolders('/data/a/b', all);
  expect(all.made).toEqual(['/data/a', '/data/a/b']);
  makeFolders('/data/a/b', all);
  expect(all.made).toHaveLength(2);
});

test('a folder in which none can be made ends it, once asked', () => {
  const proc = disk(['/', '/proc'], (path) => path.startsWith('/proc/'));
  expect(() => makeFolders('/proc/x/y', proc)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => makeFolders('/x/y', disk([]))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('another process may make it first', () => {
  const shared = disk(['/']);
  const make = (path: string) => {
    shared.there.add(path);
    throw Object.assign(new Error('there'), { code: 'EEXIST' });
  };
  expect(() => makeFolders('/a/b', { ...shared, make })).not.toThrow();
});

// In a process of its own: what asks for ever is ended from outside.
test.skipIf(!existsSync('/proc/self'))('a database and a key file below /proc are refused, in words', () => {
  const root = new URL('../../src/', import.meta.url).href;
  const code = `
    import { openStore } from '${root}store/open-store.ts';
    import { readOrMakeKeyFile } from '${root}ops/key-file.ts';
    const told = (error) => console.log(error.code, error.message);
    await openStore({ databaseUrl: 'sqlite:/proc/gluewarden/x.db' }).catch(told);
    try { readOrMakeKeyFile('/proc/gluewarden/x/key', () => 'k'); } catch (error) { told(error); }
  `;
  const flags = ['--input-type=module', '-e', code];
  const { status, stdout } = spawnSync(process.execPath, flags, {
    cwd: join(import.meta.dirname, '../..'),
    timeout: 30_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^cannot-open Cannot create or write the database .*\(ENOENT\)/);
  expect(stdout).toMatch(/\nkey-file-not-made The key file .* cannot be made \(ENOENT\)/);
});
