import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The launcher beside a main.ts and a cli.ts that only say that they ran. */
const folder = mkdtempSync(join(tmpdir(), 'gluewarden-launch-'));
const launcher = join(folder, 'launch.mjs');

beforeAll(() => {
  copyFileSync('src/launch.mjs', launcher);
  const say = (name: string) =>
    `import { getCompileCacheDir } from 'node:module';
     const words: string[] = process.argv.slice(2);
     console.log(JSON.stringify({ name: '${name}', words, cache: getCompileCacheDir() ?? null }));`;
  writeFileSync(join(folder, 'main.ts'), say('main'));
  writeFileSync(join(folder, 'cli.ts'), say('cli'));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(words: readonly string[], env: NodeJS.ProcessEnv, before: readonly string[] = []): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...before, launcher, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test('start alone runs the bot, anything else the terminal, with all words', async () => {
  const env = { XDG_CACHE_HOME: join(folder, 'cache') };
  expect(JSON.parse((await launch(['start'], env)).stdout)).toMatchObject({ name: 'main', words: ['start'] });
  expect(JSON.parse((await launch(['start', '--help'], env)).stdout)).toMatchObject({
    name: 'cli',
    words: ['start', '--help'],
  });
  expect(JSON.parse((await launch(['audit', '--region', 'eu-west-1'], env)).stdout)).toMatchObject({
    name: 'cli',
    words: ['audit', '--region', 'eu-west-1'],
  });
  expect(JSON.parse((await launch([], env)).stdout)).toMatchObject({ name: 'cli', words: [] });
});

test('compiled code is kept per user', async () => {
  const cache = join(folder, 'cache');
  const said = JSON.parse((await launch(['start'], { XDG_CACHE_HOME: cache })).stdout);
  expect(said.cache).toContain(join(cache, 'gluewarden', 'compile'));
  const home = join(folder, 'home');
  const other = JSON.parse((await launch(['start'], { HOME: home })).stdout);
  expect(other.cache).toContain(join(home, '.cache', 'gluewarden'));
});

test('a folder that cannot be written, or the operator’s own choice, is respected without a word', async () => {
  const file = join(folder, 'not-a-folder');
  writeFileSync(file, '');
  chmodSync(file, 0o444);
  const result = await launch(['start'], { XDG_CACHE_HOME: file });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout).name).toBe('main');
  const off = JSON.parse(
    (await launch(['start'], { XDG_CACHE_HOME: join(folder, 'off'), NODE_DISABLE_COMPILE_CACHE: '1' })).stdout,
  );
  expect([off.cache, existsSync(join(folder, 'off'))]).toEqual([null, false]);
});

test('an old Node gets one clear line', async () => {
  const old = join(folder, 'old.mjs');
  writeFileSync(
    old,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.4' } });",
  );
  const { code, stdout, stderr } = await launch(['start'], {}, ['--import', old]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatchInlineSnapshot(`
    "Gluewarden needs Node.js 22.20 or newer, and this is 20.19.4. In a checkout, npm ci brings one that npm start and npm run -s audit use; otherwise install Node.js 24.
    "
  `);
});

test('as an installed package it says in one line that it runs from a checkout', async () => {
  const installed = join(folder, 'node_modules', 'gluewarden', 'src');
  mkdirSync(installed, { recursive: true });
  copyFileSync('src/launch.mjs', join(installed, 'launch.mjs'));
  const { stdout, stderr } = await new Promise<Pick<Result, 'stdout' | 'stderr'>>((resolve) => {
    execFile(process.execPath, [join(installed, 'launch.mjs'), '--version'], (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    );
  });
  expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^Gluewarden runs from a checkout[^\n]*\n$/)]);
});

test('its syntax is one that Node 16 can read', () => {
  const source = readFileSync('src/launch.mjs', 'utf8');
  // Newer than Node 16: import attributes, hashbang-free class fields are fine, `using`, regex v flag, type syntax.
  expect(source).not.toMatch(
    /\bwith\s*\{|\busing\s|import\.meta\.(dirname|filename|resolve)|\.toSorted\(|\.at\(|: string/,
  );
});
