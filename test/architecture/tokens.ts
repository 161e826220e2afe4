/** The tokens of a TypeScript source that matter for its imports: no comments, no white space, no regular expressions. */
export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'sign';
  /** Of a string: its content. */
  readonly text: string;
  readonly line: number;
}

const patterns: readonly (readonly [Token['kind'] | 'skip', RegExp])[] = [
  ['skip', /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|^#![^\n]*/y],
  ['string', /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y],
  ['word', /[\p{ID_Start}$_#@][\p{ID_Continue}$]*/uy],
  ['word', /\d[\w.]*/y],
];

const regexLiteral = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** After these a slash begins a regular expression; after anything else it divides. */
const beforeRegex = /^(?:[=([{},;:!&|?+\-*%<>~^]|=>|return|typeof|case|in|of|yield|await|delete|void|throw|else|do)$/;

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** Stands for a value in the text of a template. */
export const hole = '\0';

class Reader {
  readonly tokens: Token[] = [];
  readonly #source: string;
  #at = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  /** Reads to the end, or to the brace that closes a template's `${`. */
  read(nested: boolean): void {
    let depth = 0;
    while (this.#at < this.#source.length) {
      const sign = this.#source[this.#at] ?? '';
      if (nested && sign === '}' && depth === 0) return;
      if (sign === '{') depth++;
      if (sign === '}') depth--;
      if (sign === '`') this.#template();
      else this.#token(sign);
    }
  }

  #token(sign: string): void {
    for (const [kind, pattern] of patterns) {
      const text = match(pattern, this.#source, this.#at);
      if (text === undefined) continue;
      if (kind === 'skip') this.#skip(text);
      else this.#push(kind, text, kind === 'string' ? text.slice(1, -1) : text);
      return;
    }
    const last = this.tokens.at(-1);
    const regex = sign === '/' && (last === undefined || beforeRegex.test(last.kind === 'string' ? 'x' : last.text));
    const literal = regex ? match(regexLiteral, this.#source, this.#at) : undefined;
    this.#push('sign', literal ?? sign, literal === undefined ? sign : '/regex/');
  }

  #template(): void {
    const line = this.#line;
    let text = '';
    this.#skip('`');
    while (this.#at < this.#source.length && this.#source[this.#at] !== '`') {
      if (this.#source.startsWith('${', this.#at)) {
        this.#skip('${');
        this.read(true);
        this.#skip('}');
        text += hole;
      } else {
        const part =
          this.#source[this.#at] === '\\' ? this.#source.slice(this.#at, this.#at + 2) : this.#source[this.#at];
        text += part;
        this.#skip(part ?? '');
      }
    }
    this.#skip('`');
    this.tokens.push({ kind: 'template', text, line });
  }

  #push(kind: Token['kind'], raw: string, text: string): void {
    this.tokens.push({ kind, text, line: this.#line });
    this.#skip(raw);
  }

  #skip(raw: string): void {
    this.#at += raw.length;
    this.#line += raw.split('\n').length - 1;
  }
}

export function tokenize(source: string): readonly Token[] {
  const reader = new Reader(source);
  reader.read(false);
  return reader.tokens;
}
