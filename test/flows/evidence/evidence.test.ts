import { expect, test } from 'vitest';
import type { Message } from '../../../sandbox/slack/server.ts';
import { createWorld } from '../../support/processes/bot.ts';
import { ask, modalWith, moreOptions, optionValue, said, wordsOf } from '../../support/processes/people.ts';
import { run } from '../../support/processes/run.ts';

const name = 'etl-default-2019';
const config = {
  approvals: { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } },
  operations: { channel: 'CDATAALERTS', headDaily: true },
};

test('a remediation leaves a trail that is shown, reported, proven, and whose head is posted', async () => {
  const { slack, start, folder, environment } = await createWorld({ config });
  const bot = await start();
  await ask(slack, 'data-production us-east-1');
  const { message: finding } = await ask(slack, `show "${name}" data-production us-east-1`);
  await slack.as('UNINA').click(finding, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await moreOptions(slack);
  await slack.as('UNINA').submit(undefined, { key, canary: 'all-at-once', reason: 'The audit names it.' });
  slack.workspace.channels.find(({ id }) => id === 'CGLUEAPPROVALS')?.members.push('UNINA');
  const asked = await slack.waitFor(() =>
    slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ text }) => text.includes('asks to remediate')),
  );
  const approve = (user: string) => slack.as(user).click(asked, { text: 'Approve' });
  const toldNina = (words: RegExp, channel = 'CDATAPLATFORM'): Promise<Message> =>
    slack.waitFor(() => said(slack, { channel }).find(({ text }) => words.test(text)), 40_000);
  // Who asked tries to approve as well: refused, and it stands in the trail.
  await approve('UNINA');
  await approve('UAMIR');
  const seen = (channel: string) => slack.messages(channel).some((message) => /Done: /.test(wordsOf(message)));
  await slack.waitFor(() => ['DNINA', 'CGLUEAPPROVALS', 'CDATAPLATFORM'].some(seen), 40_000);

  await slack.as('UNINA').type('CDATAPLATFORM', `/glue-remediate log ${name}`);
  const log = wordsOf(await toldNina(/^Audit trail of a request/));
  for (const words of ['asked', 'tried to decide: refused', 'approved', 'did a step', 'carried it out'])
    expect(log).toContain(words);

  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit report share');
  const shared = await toldNina(/the file is in the thread of this message/);
  const [file] = slack.files;
  expect(file?.sharedIn).toMatchObject({ channel: 'CDATAPLATFORM', threadTs: shared.ts });
  const [, awsRequestId = 'none'] =
    /AWS request ids<\/th>.*?<bdi class="name">([^<]+)<\/bdi><\/td><\/tr>/s.exec(file?.content ?? '') ?? [];
  expect(awsRequestId).toMatch(/^[\da-f-]{36}$/);
  expect(file?.content).toMatch(new RegExp(`${name}[\\s\\S]*</html>\\n$`));

  // There was nothing to tell at the first start.
  expect(await bot.end('SIGTERM')).toBe(0);
  await start();
  const head = await slack.waitFor(() => slack.messages('CDATAALERTS').find(({ text }) => /head \d+:/.test(text)));
  const [whole = ''] = /\d+:[0-9a-f]{64}/.exec(JSON.stringify(head.blocks)) ?? [];
  const verified = await run(['audit-log', 'verify', '--head', whole], folder, environment);
  expect([verified.code, verified.stderr]).toEqual([0, '']);
  expect(verified.stdout).toContain('The head that was given is among them.');
  expect(slack.problems).toEqual([]);
});
