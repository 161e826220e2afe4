import { expect, test } from 'vitest';
import { acceptedRisks } from '../src/app-exceptions.ts';
import { emptyConfig } from '../src/config/model.ts';
import { readSettings } from '../src/config/settings.ts';
import { exception, now } from './domain/exceptions/samples.ts';
import { earlierDatabase } from './store/earlier-database.ts';
import { exceptionRow } from './store/exceptions/samples.ts';
import { openAt, temporaryUrl } from './store/harness.ts';
import { silentLog } from './support/aws/aws.ts';

function parts(databaseUrl: string, database = true) {
  const settings = { ...readSettings({}, { slack: 'optional' }), databaseUrl };
  const entry = exception({ id: 'file', from: 'file' });
  const config = { ...emptyConfig, exceptions: { ...emptyConfig.exceptions, accepted: [entry] } };
  return { config, settings, env: {}, log: silentLog, database };
}

test('without a database only those of the file count', async () => {
  expect(await acceptedRisks(parts('sqlite:/nowhere/at/all', false), now)).toEqual([
    exception({ id: 'file', from: 'file' }),
  ]);
});

test('with one those of Slack count too, and since when the file says so is known', async () => {
  const url = temporaryUrl();
  const { exceptions } = await openAt(url);
  await exceptions.add(exceptionRow('slack', { since: now - 5 }));
  await exceptions.add(exceptionRow('file', { from: 'file', since: now - 9 }));
  await exceptions.add(exceptionRow('asked', { state: 'asked' }));
  const ids = (await acceptedRisks(parts(url), now)).map(({ id, since }) => [id, since]);
  expect(ids).toEqual([
    ['slack', now - 5],
    ['file', now - 9],
  ]);
});

test('a database from before accepts nothing, and one that is not there is said', async () => {
  const url = await earlierDatabase(['0001-first'], () => {});
  expect((await acceptedRisks(parts(url), now)).map(({ id, since }) => [id, since])).toEqual([['file', now]]);
  await expect(acceptedRisks(parts('sqlite:/nowhere/at/all'), now)).rejects.toMatchObject({
    code: 'usage',
    detail: expect.stringContaining('There is no such database'),
  });
});
