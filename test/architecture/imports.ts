import { hole, type Token, tokenize } from './tokens.ts';

/** One import of any sort: static, type only, re-export, dynamic, `import('…').Type`, `require`. */
export interface Import {
  /** undefined: not a plain string, so nobody can tell what it loads. */
  readonly specifier: string | undefined;
  readonly line: number;
}

function named(token: Token | undefined): string | undefined {
  if (token?.kind === 'string') return token.text;
  return token?.kind === 'template' && !token.text.includes(hole) ? token.text : undefined;
}

/** The string after `from`, for `import x, { y } from '…'` and `export * from '…'`. */
function fromClause(tokens: readonly Token[], start: number): Import | undefined {
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    const next = tokens[index + 1];
    if (token?.kind === 'word' && token.text === 'from' && next?.kind === 'string')
      return { specifier: next.text, line: next.line };
    const part = token?.kind === 'word' || token?.kind === 'string' || /^[{},*]$/.test(token?.text ?? '');
    if (!part) return undefined;
  }
  return undefined;
}

function importAt(tokens: readonly Token[], index: number): Import | undefined {
  const token = tokens[index];
  const next = tokens[index + 1];
  const after = tokens[index - 1]?.text === '.';
  if (token?.kind !== 'word' || next === undefined || (after && token.text !== 'require')) return undefined;
  const call = next.text === '(' && next.kind === 'sign';
  if (token.text === 'require' && call) return { specifier: named(tokens[index + 2]), line: token.line };
  if (token.text === 'import' && call) {
    const end = tokens[index + 3];
    const plain = end?.text === ')' || end?.text === ',';
    return { specifier: plain ? named(tokens[index + 2]) : undefined, line: token.line };
  }
  if (token.text === 'import' && next.kind === 'string') return { specifier: next.text, line: token.line };
  const statement = /^(import|export)$/.test(token.text) && (next.kind === 'word' || /^[{*]$/.test(next.text));
  return statement ? fromClause(tokens, index + 1) : undefined;
}

export function importsOf(source: string): readonly Import[] {
  const tokens = tokenize(source);
  return tokens.flatMap((_token, index) => importAt(tokens, index) ?? []);
}

const impure =
  /^(process|fetch|performance|crypto|setTimeout|setInterval|setImmediate|queueMicrotask|globalThis|console|require)$/;

/** What a pure file must not touch: `Date.now`, `new Date()`, `Math.random`, `process`, `fetch`, timers, … */
export function impurities(source: string): readonly { readonly what: string; readonly line: number }[] {
  const tokens = tokenize(source);
  const text = (index: number) => tokens[index]?.text;
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || text(index - 1) === '.') return [];
    const member = `${token.text}${text(index + 1)}${text(index + 2)}`;
    if (member === 'Date.now' || member === 'Math.random') return [{ what: member, line: token.line }];
    const now =
      token.text === 'Date' && text(index - 1) === 'new' && text(index + 1) === '(' && text(index + 2) === ')';
    if (now) return [{ what: 'new Date()', line: token.line }];
    // A key or a typed parameter of that name is no use of the global.
    const label = /^[:?]$/.test(text(index + 1) ?? '');
    return impure.test(token.text) && !label ? [{ what: token.text, line: token.line }] : [];
  });
}
