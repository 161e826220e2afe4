import { expect, test } from 'vitest';
import { noMoreWords } from '../../../commands/glue-audit/no-more-words.ts';

test('nothing more is fine', () => expect(() => noMoreWords('history', [])).not.toThrow());

test('a further word is a usage error that offers the subcommand alone', () => {
  expect(() => noMoreWords('history', ['please'])).toThrow(
    expect.objectContaining({ code: 'usage', suggestions: ['history'] }),
  );
});
