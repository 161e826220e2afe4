import type { Gone } from '../../domain/audit/gone.ts';
import { wordsOfRule } from './rule-words.ts';

/** Why a finding is resolved, as a few words behind its name. `configuration` is raw data of AWS. */
export function goneWords(rule: string, gone: Gone): string {
  switch (gone.why) {
    case 'deleted':
      return 'deleted';
    case 'takes-none':
      return 'a Ray job, which takes no security configuration';
    case 'encrypts':
      return `has ${wordsOfRule(rule).encryption} now`;
    case 'key-usable':
      return 'its key can be used again';
    case 'names':
      return `uses "${gone.configuration}" now`;
    case 'exists':
      return `"${gone.configuration}" exists now`;
    case 'replaced':
      return 'another finding has its name now';
  }
}
