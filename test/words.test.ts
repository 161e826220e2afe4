import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * Words that people should not read, with what to write instead: what a platform engineer would say, and one word for one
 * thing. Identifiers follow the same list by hand.
 */
const words: readonly { readonly not: RegExp; readonly write: string; readonly planted: string }[] = [
  { not: /\bmade up\b/i, write: 'ran late, caught up', planted: 'and was made up 5 hours later' },
  {
    not: /\b(look|looks|looked|looking) (at|into)\b|\bgood look\b|\b(a|one|fresh|complete) look\b|could not look/i,
    write: 'scanned, scan result, checked, review',
    planted: '1 of 12 targets could not be looked at',
  },
  { not: /\bmend(s|ed|ing)?\b/i, write: 'fix', planted: '2 problems to mend' },
  { not: /\banew\b/i, write: 'again', planted: 'The plan is made anew.' },
  { not: /\b(is|are|was|were) there\b/i, write: 'exists', planted: 'the configuration "std" is there' },
  {
    not: /\bwhoever (runs|asks|asked)\b/i,
    write: 'the operator, the requester',
    planted: 'Tell whoever runs Gluewarden',
  },
  { not: /\b(re)?point(s|ed|ing)?\b/i, write: 'switch; reverted by a deploy', planted: '3 jobs point back' },
  { not: /\b(move|moves|moved|moving)\b/i, write: 'switch', planted: 'Done: 3 resources moved.' },
  { not: /\bremediate several\b/i, write: 'bulk', planted: '/glue-remediate several data-production' },
  {
    not: /\b(go|goes|going|went) first\b|\bfirst job\b|(?<!canary )\bjob first\b/i,
    write: 'canary job',
    planted: 'nightly-load goes first',
  },
  {
    not: /changed since the plan was made \((?!fields? )/,
    write: '(field Timeout)',
    planted: 'it was changed since the plan was made (Timeout)',
  },
  { not: /as it should be\b/i, write: 'failed, needs review', planted: 'The first run is not as it should be' },
  { not: /\bspeaks? of\b/i, write: 'mentions', planted: 'its error speaks of a key' },
  { not: /\bway back\b/i, write: 'rollback', planted: 'there would be no way back' },
  { not: /\bdoubt(s|ful)?\b/i, write: 'failed check, needs review', planted: 'Failed, doubtful or not checked' },
  { not: /\bdigest of (a|its|the) content\b/i, write: 'hash', planted: 'a digest of its content' },
  {
    not: /\b(twin|sight|stranger|foreign)s?\b/i,
    write: 'replacement, observation, unauthorised',
    planted: 'a foreign press',
  },
];

/** In code a target stays a target; people read which thing it is. */
const targets = { not: /\btargets?\b/i, write: 'account and region, account-regions', planted: '12 targets' };

/** Stands in what people read, and stays: with the reason. */
const allowed: readonly { readonly text: RegExp; readonly why: string }[] = [
  { text: /`[^`\n]*`/g, why: 'code: stored words, keys, columns and metrics keep their names' },
  { text: /\]\([^)]*\)/g, why: 'links: the name of a file or heading' },
  { text: /`remediation moved`|\bmoved on\b/g, why: 'the name of a reason that is stored' },
  { text: /\bonly moved files\b|\bmove commit\b/g, why: 'about files of this project' },
];

function leftWords(text: string, more: readonly (typeof words)[number][] = []): string[] {
  // Commands stand in code, so they are looked for before code is taken out.
  const commands = /\/glue-remediate several\b/.test(text) ? ['/glue-remediate several (write: bulk)'] : [];
  const read = allowed.reduce((rest, { text: form }) => rest.replace(form, ' '), text);
  const found = [...words, ...more].flatMap(({ not, write }) =>
    read.split('\n').flatMap((line) => {
      const match = line.match(not);
      return match === null ? [] : [`"${match[0]}" (write: ${write}): ${line.trim().slice(0, 120)}`];
    }),
  );
  return [...commands, ...found];
}

/** Sentences wrap: a phrase is found across the end of a line too. What is data or typed into a shell is left out. */
function proseOf(markdown: string): string {
  return markdown
    .replace(/^ *```(?!text)[\s\S]*?^ *```$/gm, '')
    .split(/\n\s*\n|\n(?=\s*(?:[-*|#]|\d+\.))/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '))
    .join('\n');
}

/** The texts of blocks; ids and values are stored words. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (/^(text|alt_text|accessibility_label)$/.test(key) ? [inner] : []) : textsOf(inner),
  );
}

test.each([...words, targets])('a planted "$planted" is found', ({ planted }) => {
  expect(leftWords(planted, [targets])).not.toEqual([]);
});

test('what the field says is not', () => {
  const good = [
    '2 of 12 account-regions could not be scanned; last successful scan 6 days before.',
    'It creates 1 configuration and switches 3 jobs. Job etl is the canary job.',
    '3 jobs were reverted by a deploy. It was changed since the plan was made (field Timeout).',
    'Canary job first, the others after its next run succeeds.',
  ];
  expect(good.flatMap((sentence) => leftWords(sentence, [targets]))).toEqual([]);
});

test.each(['README.md', 'gluewarden.example.yaml', 'CHANGELOG.md'])('%s uses the words of the field', (file) => {
  expect(leftWords(proseOf(readFileSync(file, 'utf8')), [targets])).toEqual([]);
});

// For those who change or judge the program: a target is its word there.
test.each(
  ['CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md').sort()].filter((file) => globSync(file).length > 0),
)('%s uses the words of the field', (file) => {
  expect(leftWords(proseOf(readFileSync(file, 'utf8')))).toEqual([]);
});

test('messages use the words of the field', () => {
  const found = globSync('test/views/previews/*').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const read = file.endsWith('.json') ? textsOf(JSON.parse(text)).join('\n') : text;
    return leftWords(read, [targets]).map((line) => `${file}: ${line}`);
  });
  expect(found).toEqual([]);
});

test('the terminal uses the words of the field', () => {
  const files = globSync('test/terminal/__snapshots__/*.txt');
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((file) => leftWords(readFileSync(file, 'utf8').replace(/\s+/g, ' '), [targets]))).toEqual([]);
});
