import { expect, test, vi } from 'vitest';
import { type ProgramCommand, runProgram } from '../../src/terminal/program.ts';

function program() {
  const audit = vi.fn<ProgramCommand['run']>(async () => 3);
  const written = { print: vi.fn(), complain: vi.fn() };
  const commands = { audit: { summary: 'audit it', run: audit }, start: { summary: 'start it', run: vi.fn() } };
  const run = (...words: string[]) => runProgram({ commands, version: '1.2.3', ...written }, words);
  return { audit, run, ...written };
}

test('the first word names the command, the others are its own', async () => {
  const { audit, run } = program();
  expect(await run('audit', '--region', 'help')).toBe(3);
  expect(audit).toHaveBeenCalledExactlyOnceWith(['--region', 'help']);
});

test.each([['help'], ['--help'], ['-h']])('%s lists the commands, or asks one for its help', async (word) => {
  const { audit, complain, print, run } = program();
  expect(await run(word)).toBe(0);
  expect(print).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^ {2}audit +audit it\n {2}start +start it$/m));
  await run(word, 'audit');
  expect(audit).toHaveBeenCalledExactlyOnceWith(['--help']);
  expect(complain).not.toHaveBeenCalled();
});

test.each(['help', '--help', '-h'])('help of help (%s) is the list too', async (word) => {
  const { complain, print, run } = program();
  expect(await run('help', word)).toBe(0);
  expect(print).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Commands'));
  expect(complain).not.toHaveBeenCalled();
});

test('the version alone; nothing at all is answered with the help, as a mistake', async () => {
  const { complain, print, run } = program();
  expect(await run('--version')).toBe(0);
  expect(print).toHaveBeenCalledExactlyOnceWith('1.2.3\n');
  expect(await run()).toBe(1);
  expect(complain).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Commands'));
});

test.each([
  [['adit'], /no command “adit”/, ['audit']],
  [['help', 'strat'], /no command “strat”/, ['start']],
  [['constructor'], /no command “constructor”/, []],
  [['--verison'], /no option “--verison”/, ['--version']],
  [[''], /no command “”/, []],
])('%j is refused, with the nearest word', async (words, says, meant) => {
  await expect(program().run(...words)).rejects.toMatchObject({
    code: 'usage',
    detail: expect.stringMatching(says),
    suggestions: meant,
  });
});
