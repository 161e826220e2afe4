import type { SubcommandCall } from '../../commands/subcommand.ts';

/** What a subcommand gets when somebody types these words after its name. */
export function call(...words: string[]): SubcommandCall {
  return { words, typed: `/glue-audit ${words.join(' ')}`, actor: { user: 'U1', channel: 'C1' }, progress: () => {} };
}
