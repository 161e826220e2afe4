import { GluewardenError } from '../../src/domain/errors.ts';
import { readOwner } from '../../src/domain/exceptions/owner.ts';
import type { Account } from '../../src/domain/fleet.ts';
import { findingKinds, type Tags } from '../../src/domain/model.ts';
import type { RiskCommands, TypedRisk } from '../../src/usecases/exceptions/risk-commands.ts';
import { missingWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';
import { readTargets } from '../targets.ts';

const usage =
  'accept "<name>" [account] [region] [kind] [tag:<key>=<value>] until <day> because "<reason>" [owner "<owner>"] [even-if-worse]';
const worse = 'even-if-worse';

/** `/glue-audit accept …`: asks for a risk to be accepted until a day. */
export function acceptSubcommand(risks: Pick<RiskCommands, 'accept'>, accounts: readonly Account[]): Subcommand {
  return {
    name: 'accept',
    help: [
      {
        usage,
        does: 'Ask to accept the open findings of a name until the end of a day ("*" stands for any characters); an approver must agree',
        example: 'accept "orders-etl" eu-west-1 until 2027-03-31 because "ends in March"',
      },
    ],
    async run({ actor, words }) {
      return risks.accept(actor, readRisk(words, accounts));
    },
  };
}

/** What stands after a word that introduces it. @throws {GluewardenError} `usage` */
export function takeAfter(
  words: readonly string[],
  word: string,
): { readonly value?: string; readonly rest: readonly string[] } {
  const at = words.findIndex((each, index) => index > 0 && each.toLowerCase() === word);
  if (at < 0) return { rest: words };
  const value = words[at + 1];
  if (value === undefined) throw new GluewardenError('usage', `"${word}" needs something after it: ${usage}`, [], '');
  return { value, rest: [...words.slice(0, at), ...words.slice(at + 2)] };
}

/** `tag:team=finance`; a value can hold any sign, `=` too, and be empty. */
function readTag(word: string): readonly [key: string, value: string] | undefined {
  const [, key, value] = /^tag:([^=]+)=(.*)$/isu.exec(word) ?? [];
  return key === undefined || value === undefined ? undefined : [key, value];
}

/** Every word that is a tag, and the others in their order. @throws {GluewardenError} `usage` */
function takeTags(words: readonly string[]): { readonly tag?: Tags; readonly rest: readonly string[] } {
  const pairs = words.map(readTag).filter((pair) => pair !== undefined);
  const rest = words.filter((word) => readTag(word) === undefined);
  const odd = rest.find((word) => /^tag:/i.test(word));
  if (odd !== undefined) throw new GluewardenError('usage', `"${odd}" is no tag: write tag:<key>=<value>`, [], odd);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw new GluewardenError('usage', 'a tag has one value: name each key once', [], '');
  return { ...(pairs.length > 0 && { tag: Object.fromEntries(pairs) }), rest };
}

function readRisk(words: readonly string[], accounts: readonly Account[]): TypedRisk {
  const [name, ...said] = words;
  if (name === undefined || name === '') throw new GluewardenError('usage', missingWords('name', usage));
  const until = takeAfter(['', ...said], 'until');
  const because = takeAfter(until.rest, 'because');
  const owner = takeAfter(because.rest, 'owner');
  if (until.value === undefined) throw new GluewardenError('usage', missingWords('day', usage), [], '');
  if (because.value === undefined) throw new GluewardenError('usage', missingWords('reason', usage), [], '');
  const { tag, rest } = takeTags(owner.rest.slice(1));
  const kinds = findingKinds.filter((kind) => rest.some((word) => word.toLowerCase() === kind));
  const known = [...findingKinds, worse];
  const { account, region } = readTargets(
    rest.filter((word) => !known.some((each) => each === word.toLowerCase())),
    accounts,
    known,
  );
  return {
    scope: {
      name,
      ...(account?.id !== undefined && { accounts: [account.id] }),
      ...(region !== undefined && { regions: [region] }),
      ...(kinds.length > 0 && { kinds }),
      ...(tag && { tag }),
    },
    until: until.value,
    reason: because.value,
    ...(owner.value !== undefined && { owner: readOwner(owner.value) }),
    evenIfWorse: rest.some((word) => word.toLowerCase() === worse),
  };
}
