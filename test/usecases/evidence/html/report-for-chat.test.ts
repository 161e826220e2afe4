import { expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import { dayMs } from '../../../../src/domain/retention.ts';
import { createReportForChat } from '../../../../src/usecases/evidence/html/report-for-chat.ts';
import type { UploadedFile } from '../../../../src/usecases/ports/chat.ts';
import { account, finding, reportWorld, today } from '../report-world.ts';

const period = (now: number) => ({ from: now - 10 * dayMs, before: now });

async function setUp(mostBytes?: number) {
  const world = await reportWorld();
  await world.store.targets.save(
    [{ account, region: 'eu-west-1', outcome: 'scanned', configurations: 1, jobs: 1 }],
    today,
  );
  await world.store.findings.insert([finding('orders-etl')]);
  const parts = { ...world.dependencies, clock: world.clock, ...(mostBytes !== undefined && { mostBytes }) };
  return createReportForChat(parts);
}

test('the file is uploaded whole, and the answer has its numbers', async () => {
  const report = await setUp();
  const files: UploadedFile[] = [];
  const attach = async (file: UploadedFile) => {
    files.push(file);
    return 'thread' as const;
  };
  expect(await report({ attach }, period)).toEqual({
    kind: 'report-made',
    from: today - 10 * dayMs,
    before: today,
    madeAt: today,
    recordedSince: today - 5 * dayMs,
    findings: { opened: 1, resolved: 0, openAtEnd: 1 },
    open: { total: 1, exposed: 1, latent: 0, unused: 0 },
    scans: 0,
    daysWithoutScan: 5,
    where: 'thread',
  });
  expect(files.map(({ name }) => name)).toEqual(['gluewarden-report-2024-09-24-2024-10-03.html']);
  expect(new TextDecoder().decode(files[0]?.bytes)).toMatch(/^<!doctype html>[\s\S]*orders-etl[\s\S]*<\/html>\n$/);
});

test('what refuses the file is said, and what nobody foresaw is not swallowed', async () => {
  const report = await setUp();
  const refusing = (error: Error) => report({ attach: () => Promise.reject(error) }, period);
  expect(await refusing(new ChatError('not-authorised', 'missing_scope'))).toMatchObject({ refused: 'missing_scope' });
  expect(await report({}, period)).toMatchObject({ refused: 'no_files' });
  await expect(refusing(new Error('bug'))).rejects.toThrow('bug');
  const small = await setUp(1_000);
  const attach = () => Promise.reject(new Error('not called'));
  const answer = await small({ attach }, period);
  expect(answer).toMatchObject({ refused: 'too-large', findings: { opened: 1 } });
  expect(answer).not.toHaveProperty('where');
});

test.each([
  ['America/New_York', 'Times are in America/New_York', '2024-10-03 20:00 UTC-04:00'],
  ['Nowhere/Here', 'Times and days are in UTC.', '2024-10-04 00:00 UTC<'],
  [undefined, 'Times and days are in UTC.', '2024-10-04 00:00 UTC<'],
])('its times are those of who asked, or UTC: %s', async (zone, said, instant) => {
  const report = await setUp();
  let written = '';
  const attach = async ({ bytes }: UploadedFile) => {
    written = new TextDecoder().decode(bytes);
    return 'direct' as const;
  };
  await report({ attach, timezone: async () => zone }, period);
  expect(written).toContain(said);
  expect(written).toContain(instant);
});
