import { expect, test } from 'vitest';
import { guarded, internalProblem, referenceWords, reportUnexpected } from '../../src/usecases/boundary.ts';
import { fakeLog } from '../support/fakes/kit.ts';

function parts() {
  return { log: fakeLog(), newId: () => 'AbCdEfGhIjKlMnOp' };
}

const circumstances = { action: 'request.approve', user: 'U1', request: 'request-1', plan: 'plan-1' };

test('one line in the log has the reference that the person reads, where it happened, and the cause', () => {
  const { log, newId } = parts();
  const defect = new Error('row 7 of secret_table');
  const { reference, problem } = reportUnexpected({ log, newId }, defect, circumstances, 'it broke');
  expect(reference).toBe('AbCdEfGh');
  expect(log.lines).toEqual([
    { level: 'error', text: 'it broke', fields: { ...circumstances, reference, err: defect } },
  ]);
  expect(problem.next).toContain('Reference: AbCdEfGh.');
  expect(JSON.stringify(problem)).not.toContain('secret_table');
});

test('work that ends as it should says nothing', async () => {
  const { log, newId } = parts();
  expect(await guarded({ log, newId }, circumstances, async () => 'done')).toBe('done');
  expect(log.lines).toEqual([]);
});

test('work that fails, even at once, is a problem with its reference', async () => {
  const { log, newId } = parts();
  const answer = await guarded({ log, newId }, circumstances, () => {
    throw new Error('at once');
  });
  expect(answer).toEqual(internalProblem('AbCdEfGh'));
  expect(log.lines).toHaveLength(1);
});

test('where nothing is logged, no reference is promised', () => {
  expect(internalProblem().next).not.toContain('Reference');
  expect(internalProblem('x').next).toBe(`${internalProblem().next} ${referenceWords('x')}`);
});

test.each([
  ['busy', 'The database is busy', 'locked'],
  ['unavailable', 'The database cannot be reached', 'its server may be down'],
  ['outcome-unknown', 'The database cannot be reached', 'its server may be down'],
])('a database that is %s: look again, and then try again', (code, what, cause) => {
  const error = Object.assign(new Error('postgres://bot:hunter2@db'), { name: 'StoreError', code });
  const { problem } = reportUnexpected(parts(), error, { action: 'x' });
  expect(problem.what).toContain(what);
  expect(problem.next).toMatch(/^Look again in a minute, and try again/);
  expect(problem.next).toContain(cause);
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});
