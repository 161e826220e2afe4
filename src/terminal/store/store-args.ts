import { nearest } from '../../domain/nearest.ts';
import { noMoreWords } from '../../usecases/words/usage-words.ts';
import type { CommandSpec } from '../help.ts';
import { readOptions, usage } from '../options.ts';

const actions = {
  'accept-key': 'take a new key: what the lost one sealed cannot be approved or rolled back',
} as const;

export type StoreAction = keyof typeof actions;

/** What `gluewarden store` was asked for. */
export type StoreArgs = { readonly action: 'help' } | { readonly action: StoreAction };

const names = Object.keys(actions);

export const storeSpec: CommandSpec = {
  name: 'store',
  about: 'Looks after the database that DATABASE_URL names. Needs neither AWS nor Slack.',
  usage: 'accept-key',
  options: {},
  exitCodes: { 0: 'done', 1: 'not done, or wrong usage' },
  notes: Object.entries(actions).map(([name, does]) => `${name}: ${does}.`),
};

function isAction(word: string): word is StoreAction {
  return Object.hasOwn(actions, word);
}

/**
 * Reads what was typed after `gluewarden store`.
 * @throws {GluewardenError} `usage`
 */
export function parseStoreArgs(argv: readonly string[]): StoreArgs {
  const { help, words } = readOptions(argv, storeSpec.options, true);
  const [action, ...rest] = words;
  if (help || action === 'help') return { action: 'help' };
  if (action === undefined) throw usage(`Say what to do: ${names.join(', ')}.`);
  if (!isAction(action))
    throw usage(`There is nothing called “${action}” to do: there is ${names.join(', ')}.`, nearest(action, names));
  if (rest.length > 0) throw usage(`${noMoreWords(`store ${action}`)}.`);
  return { action };
}
