import { describe, expect, it } from 'vitest';
import {
  type Identity,
  isOurs,
  otherWorkspaceAttempt,
  standingIn,
  type UserRecord,
  userIn,
} from '../../../src/slack/transport/tenancy.ts';

const alone: Identity = { team: 'T1', botUser: 'U', botId: 'B', enterprise: undefined, orgInstall: false };
const inGrid: Identity = { ...alone, enterprise: 'E1' };
const org: Identity = { ...alone, team: 'E1', enterprise: 'E1', orgInstall: true };

const click = (own: string | undefined, team: object | null = { id: 'T1' }) => ({
  team,
  user: { id: 'U1', ...(own !== undefined && { team_id: own }) },
});

describe('what a payload proves by itself', () => {
  it.each([
    ['a command', { team_id: 'T1', user_id: 'U1' }, 'ours'],
    ['a command typed elsewhere', { team_id: 'T2', user_id: 'U1' }, 'other'],
    ['a press', click('T1'), 'ours'],
    ['a press by somebody of another company', click('T9'), 'other'],
    ['a press that names only our side', click(undefined), 'ask'],
    ['a press of ours on another side', click('T1', { id: 'T9' }), 'ask'],
    ['nobody', { team_id: 'T1' }, 'other'],
  ])('one workspace: %s', (_what, body, expected) => {
    expect(standingIn(body, alone)).toBe(expected);
  });

  it.each([
    ['a press', click('T1'), 'ours'],
    ['a press whose person is of a sister workspace', click('T2'), 'ask'],
    ['a press whose person is of the organisation', click('E1'), 'ask'],
    ['a press by somebody of another company', click('T9'), 'ask'],
    ['a command of a sister workspace', { team_id: 'T2', enterprise_id: 'E1', user_id: 'U1' }, 'ask'],
  ])('a workspace of an organisation: %s', (_what, body, expected) => {
    expect(standingIn(body, inGrid)).toBe(expected);
  });

  it.each([
    ['a press without a team', { ...click('T2', null), enterprise: { id: 'E1' } }],
    ['a press by somebody of another company', { ...click('T9', null), enterprise: { id: 'E1' } }],
    ['a press that names our organisation as theirs', click('E1', null)],
    ['a command', { team_id: 'T2', enterprise_id: 'E1', user_id: 'U1' }],
  ])('a whole organisation, where only the record of the person proves anything: %s', (_what, body) => {
    expect(standingIn(body, org)).toBe('ask');
  });

  it.each([
    ['one workspace', alone],
    ['a workspace of an organisation', inGrid],
    ['a whole organisation', org],
  ])('an event names a person by their id alone, so that only their record proves anything: %s', (_what, identity) => {
    const event = { team_id: 'T1', event: { type: 'app_home_opened', user: 'U1' } };
    expect(standingIn(event, identity)).toBe('ask');
    expect(userIn(event)).toBe('U1');
    expect(standingIn({ ...event, event: { type: 'app_home_opened' }, user_id: 'U1' }, identity)).toBe('other');
    expect(otherWorkspaceAttempt(event)).toMatchObject({ user: 'U1', what: 'app_home_opened' });
  });

  it('is nothing where the organisation is not known, or nobody is named', () => {
    expect(standingIn(click('T1'), { ...org, enterprise: undefined })).toBe('other');
    expect(standingIn({ team_id: 'T2', enterprise_id: 'E1' }, org)).toBe('other');
  });
});

describe('what the record of a person proves', () => {
  const member: UserRecord = { team: 'T1', enterprise: undefined, guest: false, nobody: false };
  const colleague: UserRecord = { ...member, team: 'T2', enterprise: 'E1' };

  it.each([
    ['a member', member, { alone: true, inGrid: true, org: false }],
    ['a guest of this workspace', { ...member, guest: true }, { alone: true, inGrid: true, org: false }],
    ['somebody of another company', { ...member, team: 'T9' }, { alone: false, inGrid: false, org: false }],
    [
      'somebody of another organisation',
      { ...colleague, enterprise: 'E9' },
      { alone: false, inGrid: false, org: false },
    ],
    ['a colleague of a sister workspace', colleague, { alone: false, inGrid: true, org: true }],
    ['a colleague of the organisation', { ...colleague, team: 'E1' }, { alone: false, inGrid: true, org: true }],
    ['a guest of a sister workspace', { ...colleague, guest: true }, { alone: false, inGrid: false, org: false }],
    [
      'who left, or is a bot',
      { ...member, enterprise: 'E1', nobody: true },
      { alone: false, inGrid: false, org: false },
    ],
    ['nothing', { ...member, team: undefined }, { alone: false, inGrid: false, org: false }],
  ])('%s', (_who, record, expected) => {
    const found = { alone: isOurs(record, alone), inGrid: isOurs(record, inGrid), org: isOurs(record, org) };
    expect(found).toEqual(expected);
  });

  it('two undefined organisations are not the same one', () => {
    expect(isOurs({ ...member, team: 'T9' }, { ...org, enterprise: undefined })).toBe(false);
  });
});
