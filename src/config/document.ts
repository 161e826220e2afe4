import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { Problem } from './problems.ts';

/** A YAML file as plain values, which still knows where each came from. */
export interface YamlFile {
  /** undefined when the file holds nothing; not to be used when there are problems. */
  readonly value: unknown;
  /** The line of the key or entry at this path, or of the nearest thing around it that exists. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
  readonly problems: readonly Problem[];
}

const mostSyntaxProblems = 5;

const duplicateKey = 'this key is already there, further up in the same map: keep one of the two';

const certainWords: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab is used as indentation: YAML takes spaces only',
  MULTIPLE_DOCS: 'a second document begins here ("---"): write one document',
  NON_STRING_KEY: 'a key must be text',
  TAG_RESOLVE_FAILED: 'tags ("!" or "!!") are not taken: write the value itself',
  RESOURCE_EXHAUSTION: 'is nested too deeply to be read',
};

function uncertainWords(error: YAMLError): string {
  const first = error.message.replace(/\n.*$/s, '');
  return `is not valid YAML: check the indentation, the quotes and the brackets here and just above (${first})`;
}

/** Aliases can blow a small file up to billions of values and can refer to themselves. None is needed here. */
function aliasProblems(document: Document.Parsed, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_key, alias) {
      const line = lines.linePos(alias.range?.[0] ?? 0).line;
      problems.push({ path: '', line, message: 'aliases ("*name") are not taken: write the value out' });
      return problems.length >= mostSyntaxProblems ? visit.BREAK : undefined;
    },
  });
  return problems;
}

/** yaml compares each key with all before it: 20,000 keys took a minute. */
function duplicateKeys(document: Document.Parsed, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name))
          problems.push({ path: '', line: lines.linePos(key.range?.[0] ?? 0).line, message: duplicateKey });
        seen.add(name);
      }
      return problems.length >= mostSyntaxProblems ? visit.BREAK : undefined;
    },
  });
  return problems.slice(0, mostSyntaxProblems);
}

/** The errors whose cause is certain; otherwise the first alone, because the rest are its echoes. */
function syntaxProblems(document: Document.Parsed, lines: LineCounter): Problem[] {
  const errors = [...document.errors, ...document.warnings];
  if (errors.length === 0) return [...duplicateKeys(document, lines), ...aliasProblems(document, lines)];
  const certain = errors.filter((error) => certainWords[error.code] !== undefined);
  return (certain.length > 0 ? certain : errors.slice(0, 1)).slice(0, mostSyntaxProblems).map((error) => ({
    path: '',
    line: lines.linePos(error.pos[0]).line,
    message: certainWords[error.code] ?? uncertainWords(error),
  }));
}

/** The pairs of a map by the text of their keys. Searched one by one, a map with 20,000 wrong keys took minutes. */
type PairIndex = WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;

function pairOf(map: YAMLMap, key: string, index: PairIndex): Pair | undefined {
  const known =
    index.get(map) ??
    new Map(map.items.toReversed().flatMap((item) => (isScalar(item.key) ? [[String(item.key.value), item]] : [])));
  index.set(map, known);
  return known.get(key);
}

/** Where the thing at `part` of `node` begins: a map's key (its value may be missing), a list's entry. */
function step(
  node: unknown,
  part: PropertyKey,
  index: PairIndex,
): { readonly at?: number | undefined; readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair = pairOf(node, String(part), index);
    return pair && { at: isScalar(pair.key) ? pair.key.range?.[0] : undefined, node: pair.value };
  }
  if (!isSeq(node) || typeof part !== 'number') return undefined;
  const entry = node.items[part];
  if (entry === undefined || isPair(entry)) return undefined;
  const range = isScalar(entry) || isMap(entry) || isSeq(entry) ? entry.range : undefined;
  return { at: range?.[0], node: entry };
}

function lineAt(
  document: Document.Parsed,
  lines: LineCounter,
  index: PairIndex,
  path: readonly PropertyKey[],
): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const part of path) {
    const next = step(node, part, index);
    if (next === undefined) break;
    offset = next.at ?? offset;
    node = next.node;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** Reads YAML 1.2. Never throws: what cannot be read is among the problems. */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const problems = syntaxProblems(document, lines);
  const value: unknown = problems.length > 0 ? undefined : (document.toJS() ?? undefined);
  const index: PairIndex = new WeakMap();
  return { value, problems, lineOf: (path) => lineAt(document, lines, index, path) };
}
