import { expect, onTestFinished, test } from 'vitest';
import { seedNamed } from '../../../sandbox/aws/seed/index.ts';
import { startAws } from '../../../sandbox/aws/server.ts';
import { readMarkdown } from '../../readme/markdown.ts';
import { run, tempFolder, writeConfig } from '../../support/processes/run.ts';

const { blocks } = readMarkdown('README.md');

test('the plan in the README is what its command prints', async () => {
  const command = blocks.find(({ text }) => text.startsWith('npm run -s remediate -- plan'))?.text ?? '';
  const shown = blocks.find(({ language }) => language === 'text')?.text;
  const words = command.replace('npm run -s remediate -- ', '').replace('\\\n', '').trim().split(/\s+/);
  const aws = await startAws({ seed: seedNamed('demo', { now: Date.now(), regions: 3 }) });
  onTestFinished(() => aws.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet });
  const ended = await run(['remediate', ...words], folder, { ...aws.environment(), GLUEWARDEN_CONFIG });
  expect(ended).toEqual({ code: 0, stdout: shown, stderr: '' });
});
