import { nearest } from '../../domain/nearest.ts';
import { noMoreWords } from '../../usecases/words/usage-words.ts';
import type { CommandSpec } from '../help.ts';
import { oneValue, readOptions, usage } from '../options.ts';

const actions = {
  check: 'prove that seals, references and counts hold, in a copy too; changes nothing, and the bot may run',
  copy: 'copy every row to another, empty database, hold each against its copy, and work on this one no more',
  reopen: 'work again on a database that was moved; what was recorded elsewhere since is not in it',
  'accept-key': 'take a new key: what the lost one sealed cannot be approved or rolled back',
} as const;

export type StoreAction = keyof typeof actions;

/** What `gluewarden store` was asked for. */
export type StoreArgs =
  | { readonly action: 'help' }
  | { readonly action: Exclude<StoreAction, 'copy'> }
  /** One of the two. */
  | { readonly action: 'copy'; readonly to?: string; readonly toFile?: string };

const names = Object.keys(actions);

export const storeSpec: CommandSpec = {
  name: 'store',
  about: 'Looks after the database that DATABASE_URL names. Needs neither AWS nor Slack.',
  usage: names.join(' | '),
  options: {
    '--to': {
      value: 'URL',
      needs: 'the address of a database',
      example: '--to postgres://user@db.example.com/gluewarden',
      does: ['copy: where to, as DATABASE_URL is written. Who may list the processes reads its password there'],
    },
    '--to-file': {
      value: 'FILE',
      needs: 'a file that holds the address of a database',
      example: '--to-file ./new-database-url',
      does: ['copy: a file with that address'],
    },
  },
  exitCodes: {
    0: 'done, or everything holds',
    1: 'not done, not all could be checked, or wrong usage',
    2: 'check: something is wrong',
  },
  notes: Object.entries(actions).map(([name, does]) => `${name}: ${does}.`),
  examples: ['check', 'copy --to-file ./new-database-url', 'reopen'],
};

function isAction(word: string): word is StoreAction {
  return Object.hasOwn(actions, word);
}

/**
 * Reads what was typed after `gluewarden store`.
 * @throws {GluewardenError} `usage`
 */
export function parseStoreArgs(argv: readonly string[]): StoreArgs {
  const read = readOptions(argv, storeSpec.options, true);
  const { help, words } = read;
  const [action, ...rest] = words;
  if (help || action === 'help') return { action: 'help' };
  if (action === undefined) throw usage(`Say what to do: ${names.join(', ')}.`);
  if (!isAction(action))
    throw usage(`There is nothing called “${action}” to do: there is ${names.join(', ')}.`, nearest(action, names));
  if (rest.length > 0) throw usage(`${noMoreWords(`store ${action}`)}.`);
  const [to, toFile] = [oneValue(read, '--to'), oneValue(read, '--to-file')];
  if (action === 'copy') return copyArgs(to, toFile);
  if (to !== undefined || toFile !== undefined) throw usage(`--to and --to-file go with copy, not with ${action}.`);
  return { action };
}

function copyArgs(to: string | undefined, toFile: string | undefined): StoreArgs {
  if (to !== undefined && toFile !== undefined) throw usage('Give --to or --to-file, not both.');
  if (to !== undefined) return { action: 'copy', to };
  if (toFile !== undefined) return { action: 'copy', toFile };
  throw usage('copy needs --to or --to-file: where to.', ['--to-file ./new-database-url']);
}
