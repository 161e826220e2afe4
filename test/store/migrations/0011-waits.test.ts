import { expect, test } from 'vitest';
import { migrations } from '../../../src/store/migrations/index.ts';
import { earlierDatabase } from '../earlier-database.ts';
import { openAt } from '../harness.ts';

test('a step that was under way before has waited for nothing', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0011');
  const url = await earlierDatabase(before, (hand) => {
    const execution = hand.prepare(
      'insert into executions (id, plan_id, request_id, direction, state, queued_at) values (?, ?, ?, ?, ?, ?)',
    );
    execution.run('e', 'p', 'r', 'forward', 'running', 1);
    const step =
      'insert into steps (execution_id, step_id, state, touched, aws_request_ids_json) values (?, ?, ?, ?, ?)';
    hand.prepare(step).run('e', 's1', 'acting', 0, '[]');
  });
  const { remediation } = await openAt(url);
  expect((await remediation.execution('e'))?.outcomes).toEqual([{ stepId: 's1', state: 'acting', awsRequestIds: [] }]);
});

test('a re-scan that was wished for before is due at once, and has not been tried', async () => {
  const before = Object.keys(migrations).filter((name) => name < '0011');
  const url = await earlierDatabase(before, (hand) => {
    hand.prepare('insert into rescans (account, region, asked_at) values (?, ?, ?)').run('1', 'r', 5);
  });
  const { remediation } = await openAt(url);
  expect(await remediation.rescansAsked()).toEqual([{ account: '1', region: 'r', at: 5, tries: 0 }]);
});
