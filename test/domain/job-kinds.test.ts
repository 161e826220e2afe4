import { expect, test } from 'vitest';
import { hasBookmarks, takesConfiguration } from '../../src/domain/job-kinds.ts';

test.each([
  ['glueetl', true, true],
  ['gluestreaming', true, true],
  ['pythonshell', false, true],
  ['glueray', false, false],
  // A kind that nobody knows yet, and none at all, count: the safe side.
  ['glue-of-tomorrow', true, true],
  [undefined, true, true],
] as const)('%s: bookmarks %s, a configuration %s', (command, bookmarks, configuration) => {
  const job = command === undefined ? {} : { command };
  expect([hasBookmarks(job), takesConfiguration(job)]).toEqual([bookmarks, configuration]);
});
