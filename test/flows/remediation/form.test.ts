import { expect, test } from 'vitest';
import { makeAlias, makeKey } from '../../../sandbox/aws/seed/keys.ts';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { ask, modalWith, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const where = { account: '111122223333', region: 'us-east-1' };
const name = 'etl-default-2019';
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

async function begin(): Promise<World> {
  const world = await createWorld({ config: { approvals } });
  await world.start();
  await ask(world.slack, `data-production ${where.region}`);
  return world;
}

/** Opens the form of this finding anew. */
async function openForm(slack: SlackSandbox, finding: string): Promise<string> {
  const { message } = await ask(slack, `show "${finding}" data-production ${where.region}`);
  await slack
    .as('UNINA')
    .closeView({ all: true })
    .catch(() => undefined);
  await slack.as('UNINA').click(message, { text: 'Remediate' });
  // A throttled call is asked again after a pause.
  await slack.waitFor(
    () => JSON.stringify(slack.views('UNINA').at(-1)?.blocks ?? '').includes('Without more options'),
    40_000,
  );
  return modalWith(slack, 'Without more options');
}

/** One that is enabled, and five that a job could not use. */
function addKeys({ aws }: World): void {
  const { keys, aliases } = aws.state.region(where.account, where.region);
  const kinds = {
    fine: {},
    off: { state: 'Disabled' },
    doomed: { state: 'PendingDeletion' },
    signs: { spec: 'RSA_2048' },
  } as const;
  for (const [words, options] of Object.entries(kinds)) {
    const key = makeKey(where.account, where.region, words, 1_790_000_000, options);
    keys.put(key.metadata.KeyId, key);
    const alias = makeAlias(key, `form-${words}`);
    aliases.put(alias.AliasName, alias);
  }
}

test('the form offers keys that can be used; what AWS denies or puts off leaves it usable, and said', async () => {
  const world = await begin();
  const { slack, aws } = world;
  addKeys(world);
  aws.faults.add({ service: 'kms', operation: 'DescribeKey', times: 2, effect: { kind: 'throttle' } });
  const usable = await openForm(slack, name);
  expect(usable).toContain('form-fine');
  expect(usable).toContain('data-platform');
  for (const words of ['form-off', 'form-doomed', 'form-signs', 'aws/', 'not checked'])
    expect(usable).not.toContain(words);

  aws.faults.add({ service: 'kms', operation: 'DescribeKey', effect: { kind: 'deny' } });
  const denied = await openForm(slack, name);
  expect(denied).toMatch(/form-off.*, not checked/);
  expect(denied).toContain('AWS denied kms:DescribeKey');

  aws.faults.add({ service: 'kms', operation: 'ListAliases', effect: { kind: 'deny' } });
  const unlisted = await openForm(slack, name);
  expect(unlisted).toContain('ARN of a KMS key or alias');
  expect(unlisted).toContain('The keys could not be listed: AWS denied kms:ListAliases');
  const arn = makeKey(where.account, where.region, 'fine', 0, {}).metadata.Arn;
  aws.faults.clear();
  await slack.as('UNINA').submit(undefined, { 'key-by-hand': arn, reason: 'The audit names it.' });
  await modalWith(slack, 'The approvers are asked');
  expect(slack.problems).toEqual([]);
});

test('a key that was disabled since the form was opened is refused in it, with all that was typed', async () => {
  const world = await begin();
  const { slack, aws } = world;
  addKeys(world);
  await openForm(slack, name);
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'form-fine');
  const { keys } = aws.state.region(where.account, where.region);
  const gone = makeKey(where.account, where.region, 'fine', 1_790_000_000, { state: 'Disabled' });
  keys.put(gone.metadata.KeyId, gone);
  await slack.as('UNINA').submit(undefined, { key, reason: 'A reason of some length.' });
  expect(await modalWith(slack, 'Nothing was asked yet.')).toContain('it is not enabled');
  const view = slack.views('UNINA').at(-1);
  expect(JSON.stringify(view?.state.values)).toContain('A reason of some length.');
  await slack.as('UNINA').submit(undefined, { key: optionValue(view?.blocks, 'data-platform') });
  await modalWith(slack, 'The approvers are asked');
  expect(slack.problems).toEqual([]);
});

test('a job is offered the configurations that encrypt with a key that can be used', async () => {
  const world = await begin();
  const { securityConfigurations: all } = world.aws.state.region(where.account, where.region);
  addKeys(world);
  const encrypted = (words: string) => ({
    CreatedTimeStamp: 1,
    EncryptionConfiguration: {
      JobBookmarksEncryption: {
        JobBookmarksEncryptionMode: 'CSE-KMS',
        KmsKeyArn: makeKey(where.account, where.region, words, 0, {}).metadata.Arn,
      },
    },
  });
  all.put('takes-fine', { Name: 'takes-fine', ...encrypted('fine') });
  all.put('takes-doomed', { Name: 'takes-doomed', ...encrypted('doomed') });
  const form = await openForm(world.slack, 'adhoc-extract-jm');
  expect(form).toContain('takes-fine');
  expect(form).not.toContain('takes-doomed');
  const attach = optionValue(world.slack.views('UNINA').at(-1)?.blocks, 'takes-fine');
  await world.slack.as('UNINA').submit(undefined, { attach, reason: 'It exists.' });
  expect(await modalWith(world.slack, 'The approvers are asked')).toContain('takes-fine');
  expect(world.slack.problems).toEqual([]);
});

test('a finding with a request shows it, wherever it is asked for: messages, digest, shortcut, command, bulk', async () => {
  const { slack, start, missSlot } = await createWorld({ config: { approvals } });
  await (await start()).end('SIGTERM');
  await missSlot();
  await start();
  const nina = slack.as('UNINA');
  const amir = slack.as('UAMIR');
  const digest = await slack.waitFor(() => slack.messages('CDATAALERTS').find((each) => wordsOf(each).includes(name)));
  await ask(slack, `data-production ${where.region}`);
  await nina.type('CDATAPLATFORM', `/glue-remediate bulk data-production ${where.region}`);
  const bulk = await slack.waitFor(() => said(slack).find(({ text }) => text.includes('open findings in')));
  const { message: shown } = await ask(slack, `show "${name}" data-production ${where.region}`);

  await nina.click(shown, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'Asked once.' });
  await modalWith(slack, 'The approvers are asked');
  await nina.closeView({ all: true });
  await slack.waitFor(() => said(slack, { channel: 'CGLUEAPPROVALS', user: 'UAMIR' }).length > 0);

  const taken = async () => {
    const words = await modalWith(slack, 'has a request already');
    expect(words).toContain(name);
    expect(words).toContain('Its remediation waits for a decision');
    expect(words).toContain('Asked once.');
    expect(slack.views('UNINA').at(-1)?.submit).toBeNull();
    await nina.closeView({ all: true });
  };
  await nina.click(shown, { text: 'Remediate' });
  await taken();
  // A digest is edited as soon as somebody asked: no button is left for what is asked for.
  const edited = await slack.waitFor(() =>
    slack
      .messages('CDATAALERTS')
      .find(({ ts, blocks }) => ts === digest.ts && JSON.stringify(blocks).includes('requested')),
  );
  expect(JSON.stringify(edited.blocks)).not.toContain(`Remediate ${name}`);
  await amir.type('data-platform', 'orders-nightly-etl is late again');
  const late = await slack.waitFor(() =>
    slack.visibleTo('UNINA', 'data-platform').find(({ text }) => text.includes('late again')),
  );
  await nina.shortcut('Find in Glue', late);
  expect(await modalWith(slack, 'named in this message')).toContain('waits for a decision');
  expect(JSON.stringify(slack.views('UNINA').at(-1)?.blocks)).not.toContain('remediation.form');
  await nina.closeView({ all: true });

  await nina.type('CDATAPLATFORM', `/glue-remediate "${name}" data-production ${where.region}`);
  await slack.waitFor(() => said(slack).find((each) => wordsOf(each).includes('waits for a decision')));
  await nina.click(bulk, { text: 'Remediate' });
  const form = await modalWith(slack, 'Which findings');
  expect(form).toContain('1 other has a request already.');
  expect(form).not.toContain(`${name} (`);
  expect(slack.problems).toEqual([]);
});

test('so it does from a Home that was opened before', async () => {
  const { slack } = await begin();
  const [nina, amir] = [slack.as('UNINA'), slack.as('UAMIR')];
  for (const person of [nina, amir]) {
    await person.openTab('home');
    await slack.waitFor(() => JSON.stringify(slack.home(person.user.id) ?? '').includes('"Remediate"'));
  }
  await nina.click('home', { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'Asked from the Home.' });
  await modalWith(slack, 'The approvers are asked');
  await amir.click('home', { text: 'Remediate' });
  expect(await modalWith(slack, 'has a request already', 'UAMIR')).toContain('Asked from the Home.');
  expect(slack.problems).toEqual([]);
});
