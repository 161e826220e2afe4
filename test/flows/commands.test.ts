import { describe, expect, test, vi } from 'vitest';
import { forAllTests } from '../support/processes/at-end.ts';
import { createWorld } from '../support/processes/bot.ts';
import { ask, isProgress, modalWith, said, wordsOf } from '../support/processes/people.ts';

const olga = { user: 'UOLGA' };

describe('one bot, asked one thing after another', () => {
  const world = forAllTests(async () => {
    const made = await createWorld();
    await made.start();
    return made;
  });

  test('findings, show, history, status, help, and words that are wrong', async () => {
    const { slack } = world();
    const words = async (text: string) => wordsOf((await ask(slack, text)).message);

    expect(await words('')).toContain('/glue-audit <account> [region]');
    expect(await words('help')).toContain('Answers are only for you.');
    expect(await words('findings')).toContain('Nothing was scanned yet');
    expect(await words('all')).toContain('35 findings, 21 exposed');
    expect(await words('222233334444 eu-west-1')).toContain('data-staging');
    expect(await words('show "etl-default-2019" data-production us-east-1')).toContain('etl-default-2019');
    expect(await words('show "etl-default-2019"')).toContain('Used by');
    expect(await words('show "etl-defualt-2019"')).toContain('show etl-default-2019 data-production us-east-1');
    expect(await words('show "adhoc-extract-jm"')).toContain('the job has no security configuration');
    expect(await words('show "no-such" data-production us-east-1')).toContain('There is no security configuration');
    expect(await words('us-esat-1')).toContain('/glue-audit us-east-1');
    expect(await words('data-producton us-east-1')).toContain('/glue-audit data-production us-east-1');
    expect(await words('histroy')).toContain('/glue-audit history');
    expect(await words('findings exposd')).toContain('/glue-audit findings exposed');
    expect(await words('history')).toMatch(/Latest 2 scans[\s\S]*12 account-regions|11 of 12 account-regions/);
    expect(await words('status')).toMatch(/Schedules: 1[\s\S]*digest[\s\S]*1 January|January/);
    expect(slack.problems).toEqual([]);
  });

  test('the list of findings can be paged and filtered in its modal', async () => {
    const { slack } = world();
    await ask(slack, 'all');
    const { message } = await ask(slack, 'findings exposed');
    const nina = slack.as('UNINA');

    await nina.click(message, { text: 'Show all' });
    await modalWith(slack, 'Page 1 of 3.');
    // Two clicks at once turn one page.
    await Promise.all([nina.click('view', { text: 'Next' }), nina.click('view', { text: 'Next' })]);
    await modalWith(slack, 'Page 2 of 3.');
    await nina.select('view', { actionId: 'findings.filter.account' }, '222233334444');
    const filtered = await modalWith(slack, /open findings \(.*data-staging/);
    expect(filtered).toContain('Exposed in data-staging');
    expect(filtered).not.toContain(' in data-production');
    await nina.closeView();
    expect(slack.problems).toEqual([]);
  });

  test('where the bot is no member, and in a direct message', async () => {
    const { slack } = world();
    const quiet = await ask(slack, 'us-east-1', { channel: 'CRANDOM' });
    expect(quiet.message).toMatchObject({ source: 'response', visibleTo: 'UNINA' });
    expect(quiet.message.text).toContain('17 findings');

    const shared = await ask(slack, 'us-east-1 share', { channel: 'CRANDOM' });
    expect(shared.message.source).toBe('response');
    expect(shared.message.visibleTo).toBeUndefined();
    expect(shared.message.text).toContain('17 findings');

    const direct = await ask(slack, 'analytics eu-west-1', { channel: 'DNINA' });
    expect(direct.message.text).toMatch(/^Audit of eu-west-1 in analytics/);
    expect(slack.problems).toEqual([]);
  });

  test('a slow audit shows its progress and ends with the result in the same message', async () => {
    const { aws, slack } = world();
    aws.faults.add({ service: 'glue', region: 'us-east-1', effect: { kind: 'latency', ms: 1_000 } });
    const { message, ms } = await ask(slack, 'us-east-1', olga);
    expect(ms).toBeLessThan(1_500);
    expect(message.text).toBe('Audit of us-east-1 in 3 accounts: 17 findings, 10 exposed.');
    expect(message.visibleTo).toBe('UOLGA');
    expect(message.history.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Auditing us-east-1/)]),
    );
    expect(said(slack, olga)).toHaveLength(1);

    const shared = await ask(slack, 'us-east-1 share', olga);
    expect(shared.message).toMatchObject({ source: 'chat.postMessage' });
    expect(shared.message.text).toMatch(/^<@UOLGA> asked: [\s\S]*17 findings/);
    expect(shared.message.edits).toBeGreaterThan(0);
    expect(said(slack, olga)).toHaveLength(2);
    expect(slack.visibleTo('UAMIR', 'CDATAPLATFORM')).toHaveLength(1);
    expect(slack.problems).toEqual([]);
    aws.faults.clear();
  });

  test('an audit is acknowledged at once while AWS hangs, and everything else goes on', async () => {
    const { aws, slack } = world();
    aws.faults.add({ service: 'glue', effect: { kind: 'hang' } });
    aws.requests.reset();
    const before = said(slack).length;
    const { acked, ms } = await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit us-east-1');
    expect(acked).toBe(true);
    expect(ms).toBeLessThan(1_500);
    const progress = await slack.waitFor(() => said(slack)[before]);
    expect(progress.text).toMatch(/^Auditing us-east-1 in 3 accounts/);
    // Somebody else asks for the same: both wait for one look, and AWS is asked once for each account.
    await slack.as('UJUN').type('CDATAPLATFORM', '/glue-audit us-east-1');
    await slack.waitFor(() => said(slack, { user: 'UJUN' }).some(isProgress));
    await vi.waitFor(() => expect(aws.requests.counts['glue:GetJobs']).toBe(3));
    const status = await ask(slack, 'status', { user: 'UAMIR' });
    expect(status.message.text).toContain('Gluewarden status');
    expect(wordsOf((await ask(slack, 'history', { user: 'UAMIR' })).message)).toContain('still running');
    expect(said(slack).filter(isProgress)).toHaveLength(1);
    expect(aws.requests.counts['glue:GetJobs']).toBe(3);
    expect(slack.problems).toEqual([]);
  });
});
