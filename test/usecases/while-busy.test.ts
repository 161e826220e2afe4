import { expect, test, vi } from 'vitest';
import { isFinal, onceDone, whileBusy } from '../../src/usecases/while-busy.ts';

const refused = (code: string) => () =>
  Promise.reject(Object.assign(new Error('locked'), { name: 'StoreError', code }));
const busy = refused('busy');

test.each(['busy', 'unavailable'])(
  'what the database does not take (%s) is done again, ten times in all',
  async (code) => {
    const busy = refused(code);
    const work = vi.fn(busy);
    await expect(whileBusy(work)).rejects.toThrow('locked');
    expect(work).toHaveBeenCalledTimes(10);
    work.mockImplementationOnce(busy).mockResolvedValueOnce('done' as never);
    expect(await whileBusy(work)).toBe('done');
  },
);

test('no other failure is tried again, and nothing once it is called off', async () => {
  const unknown = vi.fn(refused('outcome-unknown'));
  await expect(whileBusy(unknown)).rejects.toThrow('locked');
  expect(unknown).toHaveBeenCalledTimes(1);
  const broken = vi.fn(() => Promise.reject(new Error('broken')));
  await expect(whileBusy(broken)).rejects.toThrow('broken');
  expect(broken).toHaveBeenCalledTimes(1);
  const work = vi.fn(busy);
  await expect(whileBusy(work, async (tried) => tried < 3)).rejects.toThrow('locked');
  expect(work).toHaveBeenCalledTimes(3);
});

test('what is read after something was done is tried again alone, and its failure is final', async () => {
  const read = vi.fn(busy);
  const failed = await onceDone(read).catch((error: unknown) => error);
  expect(isFinal(failed)).toBe(true);
  expect(read).toHaveBeenCalledTimes(10);
  read.mockImplementationOnce(busy).mockResolvedValueOnce('read' as never);
  expect(await onceDone(read)).toBe('read');
});
