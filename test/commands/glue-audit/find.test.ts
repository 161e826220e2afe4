import { expect, test, vi } from 'vitest';
import { findSubcommand } from '../../../commands/glue-audit/find.ts';
import type { FindFindings } from '../../../src/usecases/home/find-findings.ts';
import { call } from '../../support/commands/subcommands.ts';

test.each([
  [['orders'], 'orders'],
  [['orders', 'etl'], 'orders etl'],
  [[], ''],
])('%j is one part of a name', async (words, part) => {
  const find = vi.fn<FindFindings>(async () => ({ kind: 'found', part, total: 0, items: [], remediable: [] }));
  expect(await findSubcommand(find).run(call(...words))).toMatchObject({ kind: 'found', part });
  expect(find.mock.calls).toEqual([[part]]);
});
