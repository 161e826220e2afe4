import type { Account } from '../../src/domain/fleet.ts';
import { exposures, findingKinds } from '../../src/domain/model.ts';
import { rules } from '../../src/domain/rules/index.ts';
import type { FindingFilter, FindingsMessage } from '../../src/usecases/messages/finding-messages.ts';
import type { Clock } from '../../src/usecases/ports/runtime.ts';
import type { Subcommand } from '../command.ts';
import { readTargets } from '../targets.ts';

/** `new` in words: first seen within this. */
const newForMs = 7 * 24 * 3_600_000;
const ruleIds = rules.map(({ id }) => id);
const filterWords: readonly string[] = [
  ...exposures,
  ...findingKinds,
  'new',
  'unwatched',
  ...ruleIds.map((id) => id.toLowerCase()),
];

/** Nothing to choose while there is one rule. */
const ruleUsage = ruleIds.length > 1 ? ` [${ruleIds.join('|')}]` : '';

export type ListFindings = (filter: FindingFilter) => Promise<FindingsMessage>;

/** `/glue-audit findings …`: the open findings as recorded, without looking again. */
export function findingsSubcommand(list: ListFindings, accounts: readonly Account[], clock: Clock): Subcommand {
  return {
    name: 'findings',
    help: [
      {
        usage: `findings [account] [region] [${exposures.join('|')}] [${findingKinds.join('|')}]${ruleUsage} [new] [unwatched]`,
        does: 'List the open findings; "new" means first seen in the last 7 days, "unwatched" what is no longer configured',
        example: 'findings exposed eu-west-1',
      },
    ],
    async run({ words }) {
      return list(readFilter(words, accounts, clock.now()));
    },
  };
}

function readFilter(words: readonly string[], accounts: readonly Account[], now: number): FindingFilter {
  const said = words.map((word) => word.toLowerCase());
  const exposure = exposures.filter((word) => said.includes(word));
  const kinds = findingKinds.filter((word) => said.includes(word));
  const ofRules = ruleIds.filter((id) => said.includes(id.toLowerCase()));
  const { account, region } = readTargets(
    words.filter((word) => !filterWords.includes(word.toLowerCase())),
    accounts,
    filterWords,
  );
  return {
    ...(exposure.length > 0 && { exposures: exposure }),
    ...(kinds.length > 0 && { kinds }),
    ...(ofRules.length > 0 && { rules: ofRules }),
    ...(account?.id !== undefined && { accounts: [account.id] }),
    ...(region !== undefined && { regions: [region] }),
    ...(said.includes('unwatched') && { unwatched: true as const }),
    ...(said.includes('new') && { firstSeenSince: now - newForMs }),
  };
}
