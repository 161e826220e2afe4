import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { outsideUnknown } from '../../src/config/cross-checks.ts';
import { emptyConfig } from '../../src/config/model.ts';
import { ConfigError } from '../../src/config/problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'gluewarden-config-'));
afterAll(() => rm(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function problem(path: string, explicit: boolean): Promise<string> {
  const error: unknown = await loadConfig(path, explicit).catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw new Error('the file was accepted');
  return error.problems.map(({ message }) => message.replaceAll(folder, '…')).join('\n');
}

test('no file at all, or an empty one, audits the account of its own credentials', async () => {
  expect(await loadConfig(join(folder, 'none.yaml'), false)).toBe(emptyConfig);
  expect(await loadConfig(file('empty.yaml', ' \n'), true)).toBe(emptyConfig);
  expect(Object.isFrozen(emptyConfig.accounts[0])).toBe(true);
});

test('a file with content', async () => {
  const path = file('good.yaml', '\uFEFFaccounts: [{ name: mine }]\r\n');
  expect((await loadConfig(path, true)).accounts).toEqual([{ name: 'mine', regions: 'enabled' }]);
});

test('an account is not called like a reserved word, and the words are asked for only when one has a name', async () => {
  const reservedWords = new Map([['history', '/glue-audit']]);
  const words = vi.fn(async () => ({ ...outsideUnknown, reservedWords }));
  await loadConfig(join(folder, 'none.yaml'), false, words);
  expect(words).not.toHaveBeenCalled();
  const named = (name: string) => loadConfig(file('named.yaml', `accounts: [{ name: ${name} }]`), true, words);
  await loadConfig(file('unnamed.yaml', 'accounts: [{ regions: enabled }]'), true, words);
  expect(words).toHaveBeenLastCalledWith({ reservedWords: false });
  expect((await named('pause')).accounts).toMatchObject([{ name: 'pause' }]);
  expect(words).toHaveBeenLastCalledWith({ reservedWords: true });
  await expect(named('History')).rejects.toMatchObject({
    problems: [{ path: 'accounts[0].name', message: '"History" is a word of /glue-audit: take another name' }],
  });
});

test('a file that cannot be read says why', async () => {
  expect(await problem(join(folder, 'none.yaml'), true)).toMatchInlineSnapshot(
    `"does not exist: correct GLUEWARDEN_CONFIG, or create the file (gluewarden.example.yaml shows how)"`,
  );
  expect(await problem(folder, false)).toMatchInlineSnapshot(
    `"is a folder: name the file itself in GLUEWARDEN_CONFIG"`,
  );
  expect(await problem(file('latin.yaml', Uint8Array.of(0x61, 0x3a, 0xe9)), true)).toMatchInlineSnapshot(
    `"is not UTF-8 text: save it as UTF-8"`,
  );
  expect(await problem(file('large.yaml', `# ${'x'.repeat(1_000_001)}`), true)).toMatchInlineSnapshot(
    `"is larger than 1 MB: is it the right file?"`,
  );
});

test('the default name in its other spelling is not passed over', async () => {
  file('spelt.yml', 'accounts: []');
  expect(await problem(join(folder, 'spelt.yaml'), false)).toMatchInlineSnapshot(
    `"is not read: rename it to …/spelt.yaml"`,
  );
});

test('without a file, none of YAML, valita and node-cron is loaded, and zod never: they are the start of an audit', async () => {
  const script = `
    const { registerHooks } = await import('node:module');
    registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
    const { loadConfig } = await import('./src/config/config.ts');
    await loadConfig(process.argv[1], process.argv[2] === 'explicit');`;
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...words]);
  const packages = /node_modules\/(yaml|zod|node-cron|@badrap)\//;
  expect((await run(join(folder, 'none.yaml'))).stdout).not.toMatch(packages);
  const { stdout } = await run(file('some.yaml', 'schedules: []'), 'explicit');
  expect(stdout).toMatch(/node_modules\/yaml\//);
  expect(stdout).not.toMatch(/node_modules\/zod\//);
});

test('a file that others may write says who approves, and is warned of', async () => {
  const path = file('open.yaml', 'accounts: [{ name: mine }]');
  const warnings = async (mode: number) => {
    chmodSync(path, mode);
    return (await loadConfig(path, true)).warnings.map(({ message }) => message.replaceAll(folder, '…'));
  };
  expect(await warnings(0o640)).toEqual([]);
  // The usual umask of a machine where each user has a group.
  expect(await warnings(0o664)).toEqual([]);
  expect(await warnings(0o646)).toEqual([
    '…/open.yaml: everybody on this machine may write it, and it says who approves. Close it with: chmod o-w …/open.yaml',
  ]);
});

test.runIf(process.geteuid?.() === 0)('a file of another user is warned of', async () => {
  const path = file('theirs.yaml', 'accounts: [{ name: mine }]');
  chownSync(path, 4_321, 0);
  expect((await loadConfig(path, true)).warnings).toMatchObject([{ message: expect.stringContaining('user 4321') }]);
});
