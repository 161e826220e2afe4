import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startChild } from '../store/children/process.ts';
import { temporaryFolder } from '../store/harness.ts';
import { newName, planOf, remediationKit, smallGlue } from '../support/remediation/remediation.ts';

test('race: many deciders and four engines: one execution an approval', async () => {
  for (let round = 0; round < 10; round += 1) {
    const kit = await remediationKit();
    const request = await kit.ask();
    const users = ['UAPPROVER', 'USECOND', 'UAPPROVER', 'USECOND', 'USTRANGER', 'UASKER', 'UAPPROVER'];
    const decided = await Promise.all(users.map((by) => kit.decide({ requestId: request.id, by })));
    expect(decided.filter((result) => 'state' in result && result.state === 'approved').length).toBe(1);
    expect(decided.filter((result) => 'refused' in result).length).toBe(users.length - 1);
    kit.glue.around = () => new Promise((resolve) => setImmediate(resolve));
    await Promise.all(['p1', 'p2', 'p3', 'p4'].map((id) => kit.run(id)));
    expect((await kit.store.remediation.executions(request.id)).map(({ state }) => state)).toEqual(['ended']);
    expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a', 'b', 'c', 'nightly', 'lake']);
    expect((await kit.store.remediation.auditTrail(request.id)).length).toBe(1 + users.length);
  }
});

test('race: two processes on one file, each with deciders and engines: one execution an approval', {
  timeout: 60_000,
}, async () => {
  const url = `sqlite:${join(temporaryFolder(), 'gluewarden.db')}`;
  const kit = await remediationKit(smallGlue(), url);
  kit.clock.time = Date.now();
  const requests: string[] = [];
  for (let number = 0; number < 12; number += 1) {
    const finding = { kind: 'configuration', name: `std ${number}` } as const;
    requests.push((await kit.ask(planOf(kit.glue, { id: `plan-${number}`, finding }))).id);
  }
  const children = ['p1', 'p2'].map((id) => startChild('remediator.ts', url, id, requests.join(',')));
  for (const child of children) expect(await child.next()).toBe('ready');
  for (const child of children) child.notify('go');
  const reports = await Promise.all(children.map(async (child) => report.parse(await child.next())));
  expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0]);

  expect(reports.flatMap(({ approved: ids }) => ids).sort()).toEqual([...requests].sort());
  const carriedOut = reports.flatMap(({ creations }) => creations).sort();
  expect(carriedOut).toEqual(requests.map((_id, number) => `plan-${number}`).sort());
  for (const id of requests) {
    const executions = await kit.store.remediation.executions(id);
    expect(executions.map(({ state, outcomes }) => [state, outcomes.length])).toEqual([['ended', 6]]);
  }
});

const report = z.object({ approved: z.array(z.string()), creations: z.array(z.string()) });
