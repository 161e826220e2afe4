import { expect, test } from 'vitest';
import { createClients } from '../../../src/slack/transport/client.ts';
import { createUsergroupMembers } from '../../../src/slack/transport/usergroups.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { recordingLog } from '../support.ts';

const nock = strictNock();
const clientOf = () => createClients({ botToken: 'xoxb-1', log: recordingLog() }).interactive;

function answers(method: string, form: Record<string, string>, answer: object): void {
  nock('https://slack.com')
    .post(`/api/${method}`, (sent: Record<string, string>) =>
      Object.entries(form).every(([key, value]) => sent[key] === value),
    )
    .reply(200, answer);
}

const unknown = { ok: false, error: 'no_such_subteam' };

test('the workspace of a group is searched for once in an organisation-wide install, over every page', async () => {
  const membersOf = createUsergroupMembers(clientOf(), { clock: new FakeClock(), isOrgInstall: () => true });
  answers('auth.teams.list', {}, { ok: true, teams: [{ id: 'T1' }], response_metadata: { next_cursor: 'more' } });
  answers('auth.teams.list', { cursor: 'more' }, { ok: true, teams: [{ id: 'T2' }] });
  answers('usergroups.users.list', { usergroup: 'S1', team_id: 'T1' }, unknown);
  answers('usergroups.users.list', { usergroup: 'S1', team_id: 'T2' }, { ok: true, users: ['W1'] });
  expect(await membersOf('S1')).toEqual(['W1']);
  answers('usergroups.users.list', { usergroup: 'S1', team_id: 'T2' }, { ok: true, users: [] });
  expect(await membersOf('S1')).toEqual([]);
});

test('a group that moved is searched for again', async () => {
  const membersOf = createUsergroupMembers(clientOf(), { clock: new FakeClock(), isOrgInstall: () => true });
  answers('auth.teams.list', {}, { ok: true, teams: [{ id: 'T1' }] });
  answers('usergroups.users.list', { team_id: 'T1' }, { ok: true, users: ['W1'] });
  await membersOf('S1');
  answers('usergroups.users.list', { team_id: 'T1' }, unknown);
  answers('auth.teams.list', {}, { ok: true, teams: [{ id: 'T2' }] });
  answers('usergroups.users.list', { team_id: 'T2' }, { ok: true, users: ['W2'] });
  expect(await membersOf('S1')).toEqual(['W2']);
});

test('a group that no workspace knows, and any other refusal, is no list', async () => {
  const membersOf = createUsergroupMembers(clientOf(), { clock: new FakeClock(), isOrgInstall: () => true });
  answers('auth.teams.list', {}, { ok: true, teams: [{ id: 'T1' }] });
  answers('usergroups.users.list', {}, unknown);
  await expect(membersOf('S1')).rejects.toMatchObject({ code: 'group-gone', slackCode: 'no_such_subteam' });
  answers('auth.teams.list', {}, { ok: true, teams: [{ id: 'T1' }, { id: 'T2' }] });
  answers('usergroups.users.list', { team_id: 'T1' }, { ok: false, error: 'team_access_not_granted' });
  await expect(membersOf('S1')).rejects.toMatchObject({ slackCode: 'team_access_not_granted' });
});

test('where no workspace is listed, nothing is known of a group: it is not gone', async () => {
  const membersOf = createUsergroupMembers(clientOf(), { clock: new FakeClock(), isOrgInstall: () => true });
  for (const teams of [[], undefined]) {
    answers('auth.teams.list', {}, { ok: true, teams });
    await expect(membersOf('S1')).rejects.toMatchObject({ code: 'refused', slackCode: 'no_teams' });
  }
});

test('nobody is let in by an answer that was asked for before: who asks later has it asked again', async () => {
  const clock = new FakeClock();
  const membersOf = createUsergroupMembers(clientOf(), { clock, isOrgInstall: () => false });
  const first = Promise.withResolvers<void>();
  nock('https://slack.com')
    .post('/api/usergroups.users.list')
    .reply(200, async () => {
      await first.promise;
      return { ok: true, users: ['U1', 'ULEFT'] };
    });
  answers('usergroups.users.list', {}, { ok: true, users: ['U1'] });
  const [before, atOnce] = [membersOf('S1'), membersOf('S1')];
  await clock.advance(1);
  const later = membersOf('S1');
  first.resolve();
  expect(await Promise.all([before, atOnce, later])).toEqual([['U1', 'ULEFT'], ['U1', 'ULEFT'], ['U1']]);
});
