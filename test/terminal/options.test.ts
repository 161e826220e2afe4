import { describe, expect, test } from 'vitest';
import { type Options, oneValue, readOptions } from '../../src/terminal/options.ts';

const options: Options = {
  '--region': { value: 'REGION', needs: 'a region', example: '--region eu-west-1', does: ['where'] },
  '--full': { does: ['all of it'] },
};

describe('readOptions', () => {
  test('values in order, flags, and words between them', () => {
    const read = readOptions(['a', '--region', 'x', '--full', '--region=-y=z', 'b', '--', '--full'], options, true);
    expect([...read.values]).toEqual([['--region', ['x', '-y=z']]]);
    expect([...read.flags]).toEqual(['--full']);
    expect(read).toMatchObject({ help: false, words: ['a', 'b', '--full'] });
  });

  test.each([[['--help']], [['-h']], [['a', '--full', '-h']]])('every command has help: %j', (argv) => {
    expect(readOptions(argv, options, true).help).toBe(true);
  });

  test.each<[readonly string[], RegExp, readonly string[]]>([
    [['--regoin', 'x'], /no option “--regoin”. The options are --region, --full, --help/, ['--region']],
    [['-region', 'x'], /no option “-region”/, ['--region']],
    [['-hx'], /no option “-hx”/, []],
    [['--hasOwnProperty'], /no option “--hasOwnProperty”/, []],
    [['--__proto__=x'], /no option “--__proto__”/, []],
    [['--no-full'], /no option “--no-full”/, ['--full']],
    [['--'], /no option “--”/, []],
    [['--region'], /--region needs a region after it/, ['--region eu-west-1']],
    [['--region', '--full'], /--region needs a region after it/, ['--region eu-west-1']],
    [['--region', ''], /got an empty one/, ['--region eu-west-1']],
    [['--full=yes'], /--full takes no value/, ['--full']],
    [['--help=yes'], /--help takes no value/, ['--help']],
  ])('%j is refused', (argv, says, meant) => {
    expect(() => readOptions(argv, options, false)).toThrow(
      expect.objectContaining({ code: 'usage', detail: expect.stringMatching(says), suggestions: meant }),
    );
  });
});

test('what counts once may be said twice, but not differently', () => {
  const read = (...argv: string[]) => oneValue(readOptions(argv, options, false), '--region');
  expect(read()).toBeUndefined();
  expect(read('--region', 'x', '--region=x')).toBe('x');
  expect(() => read('--region', 'x', '--region=y')).toThrow(/given twice: x and y/);
});
