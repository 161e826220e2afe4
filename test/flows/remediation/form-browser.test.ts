import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../../sandbox/slack/chromium.ts';
import { createWorld } from '../../support/processes/bot.ts';
import { ask } from '../../support/processes/people.ts';

const chromium = chromiumPath();
const name = 'etl-default-2019';

test.skipIf(chromium === undefined)(
  'the form in a browser: short, more of it, an error at its field, a refusal at its field, and nothing typed twice',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const { slack, start } = await createWorld({ config: { approvals } });
    await start();
    await ask(slack, 'data-production us-east-1');
    await ask(slack, `show "${name}" data-production us-east-1`);
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${slack.url}/?as=nina&channel=data-platform`);
    await page
      .getByRole('button', { name: `Remediate ${name}` })
      .last()
      .click();

    const form = page.getByRole('dialog');
    const [reason, key] = [form.locator('textarea'), form.getByLabel('KMS key')];
    const byHand = form.getByLabel('Or the ARN of a key or alias');
    await form.getByText('Without more options: job bookmarks only').waitFor();
    expect(await byHand.count()).toBe(0);
    // Typed and not left: Slack sends it with the press all the same.
    await reason.pressSequentially('The audit names it.');
    await key.selectOption({ index: 1 });
    const chosen = await key.inputValue();
    await form.getByRole('button', { name: 'More options' }).click();
    await form.getByText('In which order').waitFor();
    expect([await reason.inputValue(), await key.inputValue()]).toEqual(['The audit names it.', chosen]);

    const send = form.getByRole('button', { name: 'Ask for approval' });
    const databases = form.getByLabel('Column statistics of databases');
    await byHand.fill('my key');
    await form.getByLabel('All at once').check();
    await databases.fill('nowhere');
    await send.click();
    await form.getByText('An ARN looks like').waitFor();
    await byHand.fill('');
    await send.click();
    await form.getByText('There is no database "nowhere"').waitFor({ timeout: 40_000 });
    expect([await reason.inputValue(), await key.inputValue()]).toEqual(['The audit names it.', chosen]);
    expect(await databases.inputValue()).toBe('nowhere');
    expect(await form.getByLabel('All at once').isChecked()).toBe(true);
    await databases.fill('');
    await send.click();
    await form.getByText('The approvers are asked.').waitFor({ timeout: 40_000 });
    expect(slack.problems).toEqual([]);
  },
  60_000,
);
