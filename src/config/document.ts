import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
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

const certainWords: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'this key is already there, further up in the same map: keep one of the two',
  TAB_AS_INDENT: 'a tab is used as indentation: YAML takes spaces only',
  MULTIPLE_DOCS: 'a second document begins here ("---"): write one document',
  NON_STRING_KEY: 'a key must be text',
  TAG_RESOLVE_FAILED: 'tags ("!" or "!!") are not taken: write the value itself',
  RESOURCE_EXHAUSTION: 'is nested too deeply to be read',
};

function uncertainWords(error: YAMLError): string {
  const first = error.message.replace(/\n.*$/s, '');
  return `is not valid YAML: check the indentation and the quotes here and just above (${first})`;
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

/** The errors whose cause is certain; otherwise the first alone, because the rest are its echoes. */
function syntaxProblems(document: Document.Parsed, lines: LineCounter): Problem[] {
  const errors = [...document.errors, ...document.warnings];
  if (errors.length === 0) return aliasProblems(document, lines);
  const certain = errors.filter((error) => certainWords[error.code] !== undefined);
  return (certain.length > 0 ? certain : errors.slice(0, 1)).slice(0, mostSyntaxProblems).map((error) => ({
    path: '',
    line: lines.linePos(error.pos[0]).line,
    message: certainWords[error.code] ?? uncertainWords(error),
  }));
}

/** Where the thing at `part` of `node` begins: a map's key (its value may be missing), a list's entry. */
function step(
  node: unknown,
  part: PropertyKey,
): { readonly at?: number | undefined; readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
    return pair && { at: isScalar(pair.key) ? pair.key.range?.[0] : undefined, node: pair.value };
  }
  if (!isSeq(node) || typeof part !== 'number') return undefined;
  const entry = node.items[part];
  if (entry === undefined || isPair(entry)) return undefined;
  const range = isScalar(entry) || isMap(entry) || isSeq(entry) ? entry.range : undefined;
  return { at: range?.[0], node: entry };
}

function lineAt(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const part of path) {
    const next = step(node, part);
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
    logLevel: 'error',
  });
  const problems = syntaxProblems(document, lines);
  const value: unknown = problems.length > 0 ? undefined : (document.toJS() ?? undefined);
  return { value, problems, lineOf: (path) => lineAt(document, lines, path) };
}
