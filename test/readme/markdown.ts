import { readFileSync } from 'node:fs';

/** One file of documentation, taken apart as far as the tests need it. */
export interface Markdown {
  readonly path: string;
  readonly text: string;
  /** Code blocks with their language. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  /** Everything but code blocks, by line. */
  readonly prose: readonly string[];
}

export function readMarkdown(path: string): Markdown {
  const text = readFileSync(path, 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', body = '']) => ({
    language,
    text: body,
  }));
  return { path, text, blocks, prose: text.replace(/^```[\s\S]*?^```$/gm, '').split('\n') };
}

/** The rows of the table whose header begins with these words; cells without the space around them. */
export function tableUnder({ text }: Markdown, header: string): string[][] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(header));
  if (at < 0) throw new Error(`no table ${header}`);
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'));
  return lines.slice(at + 2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** A cell's code, as written between backticks. */
export function codeOf(cell: string | undefined): string {
  return /^`(.*)`$/.exec(cell ?? '')?.[1]?.replaceAll('\\|', '|') ?? '';
}

/** Where links and pictures lead to. */
export function linksOf({ prose }: Markdown): string[] {
  const text = prose.join('\n');
  return [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
}

/** The anchors that GitHub makes of headings. */
export function anchorsOf({ prose }: Markdown): string[] {
  return prose
    .filter((line) => /^#+ /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
}

/** What stands below one heading, cut at the lines that are titles there. */
export function sectionsOf(
  { text }: Markdown,
  heading: string,
  titles: RegExp,
): { readonly title: string; readonly lines: readonly string[] }[] {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`no heading ${heading}`);
  const next = lines.findIndex((line, index) => index > start && /^## /.test(line));
  const sections: { title: string; lines: string[] }[] = [];
  for (const line of lines.slice(start + 1, next < 0 ? undefined : next)) {
    const title = titles.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
