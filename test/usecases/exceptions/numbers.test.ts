import { expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import { markAccepted } from '../../../src/domain/exceptions/mark.ts';
import { defaultRetention } from '../../../src/domain/retention.ts';
import { createMetrics } from '../../../src/ops/metrics.ts';
import { renderJson } from '../../../src/terminal/json.ts';
import { exitCode } from '../../../src/terminal/report.ts';
import { findingsPage } from '../../../src/usecases/audit/browse-findings.ts';
import { readFound } from '../../../src/usecases/audit/read-finding-group.ts';
import { recordResults } from '../../../src/usecases/audit/record-scan.ts';
import { readMeasurements } from '../../../src/usecases/bot/measurements.ts';
import { readStatus } from '../../../src/usecases/bot/status.ts';
import { makeReport } from '../../../src/usecases/evidence/make-report.ts';
import { enterFile } from '../../../src/usecases/exceptions/enter-file.ts';
import { createReadHome } from '../../../src/usecases/home/read-home.ts';
import { exception, until } from '../../domain/exceptions/samples.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';
import { inventory, job } from '../../support/inventory.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

/** Whatever anybody is told of one world, at one instant. */
async function numbersOf(isOver: boolean) {
  const base = await kit();
  const { store, clock, newId } = base;
  const at = clock.now();
  const accounts = [{ id: place.account, regions: [place.region] }];
  const fleet = { accounts, schedules: [] };
  const names = ['orders-etl', 'orders-old', 'customers'];
  const result = assessTarget({ ...inventory({ jobs: names.map((name) => job(name)) }), target: place });
  const accepted = [
    exception({
      id: 'file',
      from: 'file',
      covers: 'all',
      until: isOver ? { ...until('2027-03-31'), at } : { ...until('2027-03-31'), at: at + 86_400_000 },
    }),
  ];
  await enterFile(base, accepted);
  await store.scans.begin({ id: 's', processId: 'p', startedAt: at, scope: 's', caughtUp: false });
  const recorded = await recordResults(store, newId, { scanId: 's', results: [result], clock, scope: { accounts } });
  if (recorded === undefined) throw new Error('not recorded');
  const report = {
    results: [{ ...result, findings: markAccepted(result.findings, accepted, at) }],
    startedAt: at,
    finishedAt: at,
    keyCheck: true,
  };
  const document = JSON.parse(renderJson(report));
  const status = { ...base, timetable: hourly(clock), schedules: [], accounts, version: '1', startedAt: 0 };
  const measured = await readMeasurements({ store, fleet });
  const metrics = await createMetrics();
  const lines = (await metrics.text(measured)).split('\n');
  const metric = (name: string) =>
    Number(
      lines
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    );
  const { byKind: _kinds, ...terminal } = document.summary.findings;
  const { named: _named, places: _places, ...result_ } = (await readFound(store.findings, recorded)).group;
  metrics.close();
  const home = await createReadHome(
    {
      ...status,
      ...{ fleet, account: () => undefined, approvals: () => undefined, canRemediate: () => false },
      ...{ hasRemediation: false, enabled: false, watchRunsFor: 1 },
    },
    async () => {},
  )({ user: 'UNINA', channel: '' });
  const asked = { store, fleet, retention: defaultRetention, version: '1' };
  const { value: head } = await makeReport(asked, { from: at - 1, before: at + 1 }, at).next();
  return {
    exitCode: exitCode(report),
    ofSummary: document.summary.accepted,
    everywhere: [
      terminal,
      result_,
      (await findingsPage({ ...base, fleet }, {}, 0)).counts,
      (await readStatus(status)).open,
      measured.open,
      home.kind === 'home' && home.open,
      head?.type === 'report' && head.now?.open,
    ],
    metrics: [metric('gluewarden_open_findings{exposure="exposed"}'), metric('gluewarden_accepted_findings')],
  };
}

test('terminal, result, list, status, Home, report and metrics tell the same numbers', async () => {
  const { everywhere, ofSummary, metrics, exitCode: code } = await numbersOf(false);
  const [first] = everywhere;
  expect(first).toMatchObject({ total: 3, accepted: 2 });
  for (const each of everywhere) expect(each).toEqual(first);
  expect(ofSummary).toBe(2);
  expect(metrics).toEqual([first.exposed, 2]);
  expect(code).toBe(2);
});

test('and the same when the end has passed', async () => {
  const { everywhere, ofSummary, metrics } = await numbersOf(true);
  const [first] = everywhere;
  expect(first).toMatchObject({ total: 3 });
  expect(first).not.toHaveProperty('accepted');
  for (const each of everywhere) expect(each).toEqual(first);
  expect([ofSummary, metrics[1]]).toEqual([0, 0]);
});
