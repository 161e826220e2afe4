import { posix } from 'node:path';
import { importsOf, impurities } from './imports.ts';
import { rankProblems, sizeProblems } from './rooms.ts';

/** Sources by path from the project's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

export interface Packages {
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

const edges = ['terminal', 'aws', 'store', 'queue', 'slack', 'ops'];

/** Who may import whom, in each layer's own words besides itself. */
const table: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  config: ['domain'],
  usecases: ['domain'],
  commands: ['usecases', 'domain'],
  ...Object.fromEntries(edges.map((edge) => [edge, ['usecases', 'domain']])),
  app: ['domain', 'config', 'usecases', 'commands', ...edges],
  main: ['app', 'config', 'ops'],
  cli: ['app', 'config', 'ops'],
  launch: ['main', 'cli'],
  sandbox: [],
};

const folders = new Set(['domain', 'config', 'usecases', ...edges]);

/** Packages that only one layer may import; the sandbox is judged by its own line. */
const owners: readonly { readonly packages: RegExp; readonly layers: readonly string[] }[] = [
  { packages: /^@(aws-sdk|smithy)\//, layers: ['aws'] },
  { packages: /^@slack\/types$/, layers: ['slack', 'sandbox'] },
  { packages: /^@slack\//, layers: ['slack'] },
  { packages: /^@badrap\/valita$/, layers: ['config'] },
  { packages: /^zod(\/|$)/, layers: ['store', 'slack'] },
  { packages: /^(kysely|pg)(\/|$)|^node:sqlite$/, layers: ['store'] },
];

const mostLines = 350;

/** The layer that a file belongs to; undefined for a place that the design does not know. */
export function layerOf(path: string): string | undefined {
  const [root, second = '', ...rest] = path.split('/');
  if (root === 'commands' || root === 'sandbox') return root;
  if (root !== 'src') return undefined;
  if (rest.length > 0) return folders.has(second) ? second : undefined;
  const file = /^(app|main|cli|launch)(-[a-z-]+)?\.(ts|mjs)$/.exec(second);
  return file?.[2] === undefined || file[1] === 'app' ? file?.[1] : undefined;
}

function relativeProblem(path: string, target: string, sources: Sources): string | undefined {
  if (target === 'package.json') return undefined;
  // What a test writes down for the sandbox, which may not ask the code for it.
  if (/^sandbox\/.*\.json$/.test(target)) return layerOf(path) === 'sandbox' ? undefined : `imports ${target}`;
  // The sandbox's page is served to a browser as it is: plain scripts, which import each other.
  const browser = path.startsWith('sandbox/') && path.endsWith('.js') && target.endsWith('.js');
  if (!browser && !/\.(ts|mjs)$/.test(target)) return `imports ${target}: a relative import ends in .ts or .mjs`;
  if (!sources.has(target)) return `imports ${target}, which is not there (or is no part of what ships)`;
  const from = layerOf(path);
  const to = layerOf(target);
  if (from === undefined || to === undefined || from === to) return undefined;
  return table[from]?.includes(to) ? undefined : `is ${from} and imports ${to} (${target})`;
}

/** The package of a specifier: `@scope/name` or `name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function packageProblem(
  path: string,
  specifier: string,
  { dependencies, devDependencies }: Packages,
): string | undefined {
  const layer = layerOf(path) ?? '';
  if (layer === 'domain') return `is domain and imports ${specifier}`;
  if (layer === 'usecases' && specifier.startsWith('node:')) return `is usecases and imports ${specifier}: pass it in`;
  const owner = owners.find(({ packages }) => packages.test(specifier));
  if (owner && !owner.layers.includes(layer)) return `imports ${specifier}: only ${owner.layers.join(', ')} may`;
  if (specifier.startsWith('node:')) return undefined;
  const name = packageOf(specifier);
  if (dependencies.includes(name)) return undefined;
  if (!devDependencies.includes(name)) return `imports ${specifier}, which package.json does not list`;
  return layer === 'sandbox' ? undefined : `imports ${specifier}, a devDependency: it is not there in production`;
}

function importProblems(path: string, source: string, sources: Sources, packages: Packages): string[] {
  return importsOf(source).flatMap(({ specifier, line }) => {
    const at = `${path}:${line}`;
    if (specifier === undefined) return [`${at} imports something that is no plain string: nobody can check it`];
    const relative = /^\.{0,2}\//.test(specifier) || specifier.startsWith('#') || specifier.startsWith('file:');
    const problem = relative
      ? relativeProblem(path, posix.join(posix.dirname(path), specifier), sources)
      : packageProblem(path, specifier, packages);
    return problem === undefined ? [] : [`${at} ${problem}`];
  });
}

/** Small files are readable files. */
export function lengthProblems(path: string, source: string): string[] {
  const lines = source.replace(/\n$/, '').split('\n').length;
  return lines > mostLines ? [`${path} has ${lines} lines: ${mostLines} at most`] : [];
}

/** Files with code of their own, not types alone, whose test cannot be found by their name. */
export function untested(sources: Sources, tests: ReadonlySet<string>): string[] {
  return [...sources].flatMap(([path, source]) => {
    const test = `test/${path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`;
    const hasCode = /^export (?:async )?(?:function|const|class)\b/m.test(source);
    return hasCode && !tests.has(test) ? [`${path} has no ${test}`] : [];
  });
}

function purityProblems(path: string, source: string): string[] {
  if (layerOf(path) !== 'domain') return [];
  return impurities(source).map(({ what, line }) => `${path}:${line} is domain and uses ${what}`);
}

/** The files on one circle of imports, each circle once. Types and dynamic imports count. */
export function cycles(sources: Sources): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const { specifier } of importsOf(sources.get(path) ?? '')) {
      const target = specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier) : '';
      if (sources.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return found;
}

/** Everything in these sources that the design does not allow, one line each. */
export function violations(sources: Sources, packages: Packages): string[] {
  const each = [...sources].flatMap(([path, source]) => [
    ...(layerOf(path) === undefined ? [`${path} is in no layer of the design`] : []),
    ...importProblems(path, source, sources, packages),
    ...rankProblems(path, source),
    ...purityProblems(path, source),
    ...lengthProblems(path, source),
  ]);
  return [...each, ...sizeProblems(sources), ...cycles(sources).map((circle) => `a circle: ${circle}`)];
}
