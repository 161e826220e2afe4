import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importsOf, impurities } from './architecture/imports.ts';
import { sizeProblems } from './architecture/rooms.ts';
import {
  cycles,
  layerOf,
  lengthProblems,
  type Packages,
  type Sources,
  untested,
  violations,
} from './architecture/rules.ts';

const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));

function names(key: string): readonly string[] {
  const list: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : undefined;
  return Object.keys(typeof list === 'object' && list !== null ? list : {});
}

const packages: Packages = { dependencies: names('dependencies'), devDependencies: names('devDependencies') };

function sourcesOf(...folders: readonly string[]): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  );
  return new Map(
    paths.filter((path) => /\.(ts|mjs|js|cjs|mts|cts)$/.test(path)).map((path) => [path, readFileSync(path, 'utf8')]),
  );
}

test('the code keeps to the design', () => {
  const sources = sourcesOf('src', 'commands', 'sandbox');
  expect([...sources.keys()]).toEqual(
    expect.arrayContaining(['src/launch.mjs', 'src/domain/model.ts', 'commands/index.ts']),
  );
  expect(violations(sources, packages)).toEqual([]);
});

test('no list of a fleet is put on the stack', () => {
  const spread = /Math\.(?:min|max)\(\s*(?:[\w.]+,\s*)?\.\.\./;
  const sources = [...sourcesOf('src', 'commands')].filter(([path]) => path !== 'src/domain/audit/extremes.ts');
  expect(sources.flatMap(([path, source]) => (spread.test(source) ? path : []))).toEqual([]);
  expect(spread.test('const most = Math.max(0, ...targets.map(count));')).toBe(true);
});

test('tests and benchmarks are kept short too, in folders of a size that can be looked through', () => {
  const sources = sourcesOf('test', 'bench');
  const long = [...sources].flatMap(([path, source]) => lengthProblems(path, source));
  expect([...long, ...sizeProblems(sources)]).toEqual([]);
});

test('pure code and commands have a test of the mirrored name', () => {
  const tests = new Set(sourcesOf('test').keys());
  expect(untested(sourcesOf('src/domain', 'commands'), tests)).toEqual([]);
  const planted = new Map([
    ['src/domain/plan/new.ts', 'export function decide() {}'],
    ['src/domain/types.ts', 'export interface Type {}\nexport type Other = Type;'],
    ['commands/index.ts', 'export const all = [];'],
  ]);
  expect(untested(planted, tests)).toEqual(['src/domain/plan/new.ts has no test/domain/plan/new.test.ts']);
});

/** The violations of a small project that is right but for these files. */
function planted(files: Readonly<Record<string, string>>): string[] {
  const right = {
    'src/domain/a.ts': '',
    'src/usecases/u.ts': "import '../domain/a.ts';",
    'sandbox/s.ts': "import 'node:http';",
  };
  return violations(new Map(Object.entries({ ...right, ...files })), {
    dependencies: ['kysely', 'zod', '@badrap/valita', '@slack/bolt', '@slack/types', '@aws-sdk/client-glue'],
    devDependencies: ['vitest', '@types/node', 'react'],
  });
}

describe('the check itself', () => {
  test('lets a right project pass', () => {
    expect(
      planted({
        'src/app.ts': "const slack = await import('./slack/bolt.ts'); import type { X } from './config/c.ts';",
        'src/slack/bolt.ts': "import { App } from '@slack/bolt';\nimport type { U } from '../usecases/u.ts';",
        'src/config/c.ts':
          "export type { A } from '../domain/a.ts';\nimport * as v from '@badrap/valita';\nimport { readFile } from 'node:fs/promises';",
        'src/store/s.ts':
          "import { DatabaseSync } from 'node:sqlite'; import { Kysely } from 'kysely'; import { z } from 'zod'; import m from 'kysely/migration';",
        'src/main.ts': "import './app.ts'; import manifest from '../package.json' with { type: 'json' };",
        'src/launch.mjs': "await import('./main.ts');",
        'commands/x.ts': "import '../src/usecases/u.ts';",
        'sandbox/page.ts': "import { createElement } from 'react'; import './s.ts';",
        'sandbox/seed.ts': "import data from './data.json' with { type: 'json' };",
      }),
    ).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'domain → usecases',
      { 'src/domain/x.ts': "import { u } from '../usecases/u.ts';" },
      /domain and imports usecases/,
    ],
    [
      'a type import counts',
      { 'src/domain/x.ts': "import type { U } from '../usecases/u.ts';" },
      /domain and imports usecases/,
    ],
    [
      'an inline type counts',
      { 'src/domain/x.ts': "let x: import('../usecases/u.ts').U;" },
      /domain and imports usecases/,
    ],
    [
      'a dynamic import counts',
      { 'src/usecases/x.ts': "await import('../config/c.ts')", 'src/config/c.ts': '' },
      /usecases and imports config/,
    ],
    [
      'a template counts',
      { 'src/usecases/x.ts': 'await import(`../config/c.ts`)', 'src/config/c.ts': '' },
      /usecases and imports config/,
    ],
    [
      'a re-export counts',
      { 'src/aws/x.ts': "export * from '../slack/y.ts';", 'src/slack/y.ts': '' },
      /aws and imports slack/,
    ],
    [
      'over several lines',
      { 'src/aws/x.ts': "import {\n  a, // why\n  type b,\n} from '../slack/y.ts';", 'src/slack/y.ts': '' },
      /aws and imports slack/,
    ],
    [
      'commands → slack',
      { 'commands/x.ts': "import '../src/slack/y.ts';", 'src/slack/y.ts': '' },
      /commands and imports slack/,
    ],
    [
      'slack → commands',
      { 'src/slack/y.ts': "import '../../commands/x.ts';", 'commands/x.ts': '' },
      /slack and imports commands/,
    ],
    ['slack → app', { 'src/slack/y.ts': "import '../app.ts';", 'src/app.ts': '' }, /slack and imports app/],
    ['main → slack', { 'src/main.ts': "import './slack/y.ts';", 'src/slack/y.ts': '' }, /main and imports slack/],
    ['src → sandbox', { 'src/app.ts': "import '../sandbox/s.ts';" }, /app and imports sandbox/],
    ['src → data of the sandbox', { 'src/app.ts': "import '../sandbox/data.json';" }, /imports sandbox\/data\.json/],
    ['sandbox → src', { 'sandbox/x.ts': "import '../src/domain/a.ts';" }, /sandbox and imports domain/],
    ['src → test', { 'src/app.ts': "import '../test/x.ts';" }, /not there/],
    ['a missing file', { 'src/app.ts': "import './gone.ts';" }, /not there/],
    ['no ending', { 'src/app.ts': "import './domain/a';" }, /ends in \.ts/],
    ['the built name', { 'src/app.ts': "import './domain/a.js';" }, /ends in \.ts/],
    ['the SDK outside aws', { 'src/app.ts': "import '@aws-sdk/client-glue';" }, /only aws may/],
    ['slack outside slack', { 'src/ops/x.ts': "import type { X } from '@slack/types';" }, /only slack, sandbox may/],
    ['bolt in the sandbox', { 'sandbox/x.ts': "import '@slack/bolt';" }, /only slack may/],
    ['kysely outside store', { 'src/queue/x.ts': "import 'kysely/migration';" }, /only store may/],
    ['sqlite outside store', { 'src/queue/x.ts': "const s = await import('node:sqlite');" }, /only store may/],
    ['sqlite by require', { 'src/queue/x.ts': "const s = require('node:sqlite');" }, /only store may/],
    ['sqlite by a bound require', { 'src/queue/x.ts': "const s = module.require('node:sqlite');" }, /only store may/],
    ['zod in config', { 'src/config/x.ts': "import { z } from 'zod';" }, /only store, slack may/],
    ['valita outside config', { 'src/store/x.ts': "import * as v from '@badrap/valita';" }, /only config may/],
    ['a package in domain', { 'src/domain/x.ts': "import { z } from 'zod';" }, /domain and imports zod/],
    ['node in domain', { 'src/domain/x.ts': "import 'node:path';" }, /domain and imports node:path/],
    [
      'node in usecases',
      { 'src/usecases/x.ts': "import { randomUUID } from 'node:crypto';" },
      /usecases and imports node:crypto/,
    ],
    ['a devDependency in src', { 'src/ops/x.ts': "import 'vitest';" }, /devDependency/],
    ['a devDependency in commands', { 'commands/x.ts': "import 'react';" }, /devDependency/],
    ['an unlisted package', { 'sandbox/x.ts': "import 'left-pad/x.js';" }, /does not list/],
    ['an import that cannot be read', { 'src/app.ts': "await import('./' + name);" }, /no plain string/],
    ['an import of a variable', { 'src/app.ts': 'await import(name);' }, /no plain string/],
    ['the time in domain', { 'src/domain/x.ts': 'const at = Date.now();' }, /uses Date\.now/],
    ['the date in domain', { 'src/domain/x.ts': 'const at = new Date();' }, /uses new Date/],
    ['chance in domain', { 'src/domain/x.ts': 'const x = Math.random();' }, /uses Math\.random/],
    ['the environment in domain', { 'src/domain/x.ts': 'const x = process.env.X;' }, /uses process/],
    ['the network in domain', { 'src/domain/x.ts': 'await fetch(x);' }, /uses fetch/],
    [
      'a room below that imports a room above',
      { 'src/domain/audit/x.ts': "import '../plan/y.ts';", 'src/domain/plan/y.ts': '' },
      /in audit and imports plan/,
    ],
    [
      'a type from a room above',
      { 'src/usecases/ports/x.ts': "import type { Y } from '../audit/y.ts';", 'src/usecases/audit/y.ts': '' },
      /in ports and imports audit/,
    ],
    [
      'a room that asks for the files of its floor',
      { 'src/aws/read/x.ts': "await import('../y.ts');", 'src/aws/y.ts': '' },
      /in read and imports \./,
    ],
    ['a room that no list knows', { 'src/slack/helpers/x.ts': '' }, /helpers, which is no room of src\/slack/],
    ['a room below a room', { 'src/store/audit/more/x.ts': '' }, /audit\/more, which is no room of src\/store/],
    [
      'a large folder',
      Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`src/ops/x${n}.ts`, ''])),
      /src\/ops has 21 files: 20 at most/,
    ],
    ['a long file', { 'src/ops/x.ts': 'x;\n'.repeat(351) }, /351 lines/],
    ['a place that nobody knows', { 'src/helpers/x.ts': '' }, /no layer/],
    ['a file that nobody knows', { 'src/util.ts': '' }, /no layer/],
    [
      'a circle of types',
      { 'src/ops/a.ts': "import type { B } from './b.ts';", 'src/ops/b.ts': "import type { A } from './a.ts';" },
      /a circle: src\/ops\/a\.ts → src\/ops\/b\.ts → src\/ops\/a\.ts/,
    ],
    ['a file that imports itself', { 'src/ops/a.ts': "import './a.ts';" }, /a circle/],
  ])('finds %s', (_name, files, expected) => {
    const found = planted(files);
    expect(found.filter((line) => expected.test(line))).not.toEqual([]);
    expect(found).toHaveLength(1);
  });

  test('is not fooled by comments, strings, templates, members and regular expressions', () => {
    const source = `
      // import 'a';
      /* import b from 'b'; */
      const text = "import 'c'"; const quote = 'it\\'s'; const more = \`import 'd' \${call(\`\${"}"}\`)} import('e')\`;
      const pattern = /['"\`] import 'f'/g; const half = 4 / 2 / 1; // import 'g'
      things.import('h'); const importer = { from: 'i' }; export const from = 'j';
      export { text }; export default 'k'; const meta = import.meta.url;
      import   real , * as every from /* why */ 'l'; export type { T } from "m";
      const inside = \`\${await import('n')}\`;
    `;
    expect(importsOf(source).map(({ specifier }) => specifier)).toEqual(['l', 'm', 'n']);
    expect(importsOf(source)[0]?.line).toBe(8);
  });

  test('knows a global from a name', () => {
    const source =
      "interface R { readonly process: string; fetch?: X }\nconst d = new Date(0); r.process; x.Date.now; '// fetch'";
    expect(impurities(source)).toEqual([]);
  });

  test('every import that Node itself sees in a file is seen here too', () => {
    // The compiler is not asked: these counts come from a plain search for lines that begin with an import.
    for (const [path, source] of sourcesOf('src', 'commands')) {
      const lines = source.match(/^(?:import|export)\b[^'"]*?(?:from )?'[^']+';$/gm) ?? [];
      const plain = lines.filter((line) => /^import|from '/.test(line) && !/=/.test(line));
      expect(importsOf(source).length, path).toBeGreaterThanOrEqual(plain.length);
    }
  });

  test('layers', () => {
    expect(
      [
        'src/app.ts',
        'src/app-terminal.ts',
        'src/slack/views/x.ts',
        'src/main-x.ts',
        'src/cli.ts',
        'src/cli/x.ts',
        'src/commands/x.ts',
        'bench/x.ts',
      ].map(layerOf),
    ).toEqual(['app', 'app', 'slack', undefined, 'cli', undefined, undefined, undefined]);
    expect(
      cycles(
        new Map([
          ['src/a.ts', "import './b.ts'"],
          ['src/b.ts', ''],
        ]),
      ),
    ).toEqual([]);
  });
});
