import { expect, test } from 'vitest';
import { nextSteps } from '../../src/terminal/next-steps.ts';
import { bareJob, finding, noName, report, target } from './samples.ts';

test.each([
  { what: 'nothing to do', results: [target()], says: [] },
  { what: 'nothing scanned', results: [], says: [/^Check the accounts/] },
  {
    what: 'a configuration',
    results: [target({ findings: [finding()] })],
    says: [/cannot be edited/, /^Switch every job/, /^Keep the old key/, /^Run the audit again/],
  },
  {
    what: 'jobs, some exposed',
    results: [target({ findings: [bareJob('a'), bareJob('b', { exposure: 'exposed' })] })],
    says: [/^Begin with what is exposed/, /^Unprotected jobs/, /^Run the audit again/],
  },
  {
    what: 'a missing configuration and a key',
    results: [target({ findings: [finding({ kind: 'dangling-reference' }), finding({ kind: 'unusable-key' })] })],
    says: [/^Dangling references/, /^Unusable keys/, /^Run the audit again/],
  },
  {
    what: 'another rule',
    results: [target({ findings: [finding({ rule: 'Glue-006' })] })],
    says: [/^Run the audit again/],
  },
  { what: 'unknown', results: [noName], says: [/doctor/, /^Run the audit again/] },
])('$what', ({ results, says }) => {
  const steps = nextSteps(report(results));
  expect(steps).toHaveLength(says.length);
  for (const [index, pattern] of says.entries()) expect(steps[index]).toMatch(pattern);
});
