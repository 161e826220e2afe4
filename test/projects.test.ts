import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import { projects } from '../vitest.config.ts';

/** Where vitest finds it. */
function homesOf(file: string): string[] {
  const fits = (globs: readonly string[]) => globs.some((glob) => matchesGlob(file, glob));
  return projects.filter(({ include, exclude }) => fits(include) && !fits(exclude)).map(({ name }) => name);
}

test('every test file is run, by one project', () => {
  const files = globSync('**/*.{test,spec}.{ts,tsx,js,mjs}', { exclude: (path) => path.endsWith('node_modules') });
  expect(files).toContain('test/projects.test.ts');
  expect(files.filter((file) => homesOf(file).length !== 1)).toEqual([]);
});

test('the check sees what would not run', () => {
  expect(homesOf('src/domain/model.test.ts')).toEqual([]);
  expect(homesOf('test/domain/model.spec.ts')).toEqual([]);
  expect(homesOf('test/flows/deep/new.test.ts')).toEqual(['apart']);
  expect(homesOf('test/domain/model.test.ts')).toEqual(['shared']);
  expect(homesOf('test/new-room/some.test.ts')).toEqual(['shared']);
});

test('every glob of a project finds something', () => {
  const globs = projects.flatMap(({ include, exclude }) => [...include, ...exclude]);
  expect(globs.filter((glob) => globSync(glob).length === 0)).toEqual([]);
});
