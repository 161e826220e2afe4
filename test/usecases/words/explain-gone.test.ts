import { expect, test } from 'vitest';
import type { Gone } from '../../../src/domain/audit/gone.ts';
import { goneWords } from '../../../src/usecases/words/explain-gone.ts';

const configuration = 'std-encrypted';

test.each<[Gone, string]>([
  [{ why: 'deleted' }, 'deleted'],
  [{ why: 'takes-none' }, 'a Ray job, which takes no security configuration'],
  [{ why: 'encrypts' }, 'has job bookmark encryption now'],
  [{ why: 'key-usable' }, 'its key can be used again'],
  [{ why: 'names', configuration }, 'uses "std-encrypted" now'],
  [{ why: 'exists', configuration }, '"std-encrypted" exists now'],
  [{ why: 'replaced' }, 'another finding has its name now'],
])('%j', (gone, words) => {
  expect(goneWords('Glue-005', gone)).toBe(words);
});
