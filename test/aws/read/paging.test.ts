import { describe, expect, it } from 'vitest';
import { type Page, readToEnd } from '../../../src/aws/read/paging.ts';
import { text } from '../../../src/aws/read/parse.ts';

/** Answers with these pages in turn; an Error is thrown. Remembers the tokens that it was asked with. */
function pages(...answers: (Page | Error)[]) {
  const asked: (string | undefined)[] = [];
  const readPage = async (token: string | undefined): Promise<Page> => {
    const answer = answers[asked.length];
    asked.push(token);
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, list: { call: 'GetJobs', readPage, parse: text } };
}

describe('readToEnd', () => {
  it('follows tokens through short and empty pages', async () => {
    const { asked, list } = pages(
      { items: ['a'], nextToken: '1' },
      { items: [], nextToken: '2' },
      { items: undefined, nextToken: '3' },
      { items: ['b'], nextToken: undefined },
    );
    expect(await readToEnd(list)).toEqual({ items: ['a', 'b'] });
    expect(asked).toEqual([undefined, '1', '2', '3']);
  });

  it.each([undefined, null, ''])('ends at the token %j', async (nextToken) => {
    const { asked, list } = pages({ items: ['a'], nextToken });
    expect(await readToEnd(list)).toEqual({ items: ['a'] });
    expect(asked).toHaveLength(1);
  });

  it('is an error when a token repeats, also not in a row', async () => {
    const { list } = pages(
      { items: ['a'], nextToken: '1' },
      { items: ['b'], nextToken: '2' },
      { items: ['c'], nextToken: '1' },
    );
    const listing = await readToEnd(list);
    expect(listing.items).toEqual(['a', 'b', 'c']);
    expect(listing.error).toMatchObject({ call: 'GetJobs', error: 'RepeatedToken' });
  });

  it('keeps what was read before a failure', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client' });
    const { list } = pages({ items: ['a', null], nextToken: '1' }, denied);
    expect(await readToEnd(list)).toEqual({
      items: ['a'],
      error: { call: 'GetJobs', error: 'AccessDeniedException', message: 'no' },
    });
  });

  it('says that an item could not be read, and keeps its neighbours', async () => {
    const { list } = pages({ items: ['a', null, 'b'], nextToken: '1' }, { items: [5, 'c'], nextToken: '' });
    const listing = await readToEnd(list);
    expect(listing.items).toEqual(['a', 'b', 'c']);
    expect(listing.error).toEqual({
      call: 'GetJobs',
      error: 'MalformedItem',
      message: '2 of the items had no usable name.',
    });
  });

  it.each([
    ['items that are no list', { items: { a: 1 }, nextToken: undefined }],
    ['a token that is no text', { items: ['a'], nextToken: 7 }],
  ])('is an error for %s', async (_what, page) => {
    expect((await readToEnd(pages(page).list)).error?.error).toBe('MalformedResponse');
  });

  it('drops an item that comes twice, where items have an identity', async () => {
    const { list } = pages({ items: ['a', 'b'], nextToken: '1' }, { items: ['b', 'c'], nextToken: '' });
    expect(await readToEnd({ ...list, identity: (item) => item })).toEqual({ items: ['a', 'b', 'c'] });
  });
});
