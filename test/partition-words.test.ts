import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tokenize } from './architecture/tokens.ts';

/** Texts of the program that name one partition of AWS, or one partition's host names, whatever cloud a reader is in. */
function publicCloudOnly(source: string): string[] {
  return tokenize(source).flatMap(({ kind, text, line }) =>
    (kind === 'string' || kind === 'template') && /arn:aws|console\.aws\.amazon\.com/.test(text)
      ? [`line ${line}: ${text}`]
      : [],
  );
}

/** Has the host of every cloud, and says none of them where the cloud is not known. */
const table = 'src/domain/glue-console.ts';
const files = globSync(['src/**/*.{ts,mjs}', 'commands/**/*.ts']).sort();

test.each([
  `export const next = 'like arn:aws:kms:eu-west-1:1:key/1';`,
  'export const next = `like "arn:aws:kms:1:key/1"`;',
  `const link = 'https://eu-west-1.console.aws.amazon.com/glue';`,
])('a planted hint is found: %s', (source) => {
  expect(publicCloudOnly(source)).toHaveLength(1);
});

test('comments, patterns and the open form are none', () => {
  expect(
    publicCloudOnly('/** `arn:aws:iam::1:role/x` */ const a = /^arn:aws/; const b = "arn:<partition>:kms"'),
  ).toEqual([]);
});

test('no hint of the program takes every account for one of the public partition', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(publicCloudOnly(readFileSync(table, 'utf8'))).toHaveLength(1);
  const others = files.filter((file) => file !== table);
  expect(
    others.flatMap((file) => publicCloudOnly(readFileSync(file, 'utf8')).map((found) => `${file}: ${found}`)),
  ).toEqual([]);
});
