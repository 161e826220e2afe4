import { describe, expect, test } from 'vitest';
import { forAllTests } from '../support/processes/at-end.ts';
import { createWorld } from '../support/processes/bot.ts';
import { ask, modalWith, wordsOf } from '../support/processes/people.ts';

const access = { users: ['UOLGA'], usergroups: ['SDATALEADS'], channels: ['CGLUEAPPROVALS'] };

describe('a bot that not everybody may ask', () => {
  const world = forAllTests(async () => {
    const made = await createWorld({ config: { access } });
    await made.missSlot();
    const bot = await made.start();
    await bot.logged(({ msg }) => msg === 'message delivered');
    return made;
  });

  test('who is not listed is refused, for commands and for the list of somebody else’s digest', async () => {
    const { slack, aws } = world();
    aws.requests.reset();

    for (const words of [
      'us-east-1',
      'findings',
      'show "etl-default-2019" data-production us-east-1',
      'history',
      'status',
    ])
      expect((await ask(slack, words)).message.text).toContain('You are not among those who may ask this.');
    expect((await ask(slack, 'us-east-1 share')).message.text).toContain('You are not among those');
    expect(aws.requests.total).toBe(0);

    const [digest] = slack.messages('data-alerts');
    if (digest === undefined) throw new Error('no digest');
    await slack.as('UNINA').click(digest, { text: 'Show all' });
    expect(await modalWith(slack, 'You are not among those')).not.toContain('data-production');

    // Listed: a user, a member of a group, and anybody in a listed channel.
    expect((await ask(slack, 'findings', { user: 'UOLGA' })).message.text).toContain('35 open findings');
    expect((await ask(slack, 'findings', { user: 'UAMIR' })).message.text).toContain('35 open findings');
    await slack.as('UJUN').click(digest, { text: 'Show all' });
    await modalWith(slack, 'Page 1 of 4.', 'UJUN');
    slack.workspace.channels.find(({ id }) => id === 'CGLUEAPPROVALS')?.members.push('UNINA');
    const there = { channel: 'CGLUEAPPROVALS' };
    expect((await ask(slack, 'findings', there)).message.text).toContain('35 open findings');
    expect(slack.problems).toEqual([]);
  });

  test('a group whose members cannot be listed lets nobody in, and says why', async () => {
    const { slack } = world();
    const members = { methods: ['usergroups.users.list'] };
    const refusal = slack.faults.refuse('missing_scope', members);
    const denied = wordsOf((await ask(slack, 'us-east-1', { user: 'UAMIR' })).message);
    expect(denied).toContain('Whether you may ask this could not be checked');
    expect(denied).toContain('missing_scope');
    refusal.stop();
    const outage = slack.faults.outage('status', members);
    expect((await ask(slack, 'us-east-1', { user: 'UAMIR' })).message.text).toContain('could not be checked');
    // Who is listed by name needs no group.
    expect((await ask(slack, 'us-east-1', { user: 'UOLGA' })).message.text).toContain('17 findings');
    outage.stop();
    expect((await ask(slack, 'us-east-1', { user: 'UAMIR' })).message.text).toContain('17 findings');

    const group = slack.workspace.userGroups.find(({ id }) => id === 'SDATALEADS');
    if (group) group.users = [];
    expect((await ask(slack, 'us-east-1', { user: 'UAMIR' })).message.text).toContain('You are not among those');
  });
});
