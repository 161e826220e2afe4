import { GluewardenError } from '../../src/domain/errors.ts';
import { type Account, accountsCovering, findAccount, type Scope } from '../../src/domain/fleet.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import type { DefaultSubcommand } from '../command.ts';
import { exampleAccount, readTargets } from '../targets.ts';
import { isNowWord, quoteWord } from '../words.ts';

/** `/glue-audit <region>`, `<account>`, `<account> <region>`: looks now and says what it saw. */
export function auditSubcommand(audit: Audit, accounts: readonly Account[]): DefaultSubcommand {
  return {
    help: [
      { usage: '<region>', does: 'Audit one region now, in every account that has it', example: 'us-east-1' },
      {
        usage: '<account> [region]',
        does: 'Audit an account, by name or id',
        example: `${exampleAccount(accounts)} eu-west-1`,
      },
    ],
    async run({ words, actor, typed, progress, known }) {
      return audit({ scope: readScope(words, accounts, known), actor, command: typed, progress });
    },
  };
}

function readScope(words: readonly string[], accounts: readonly Account[], others: readonly string[]): Scope {
  const now = words.find((word) => isNowWord(word) && findAccount(accounts, word) === undefined);
  if (now !== undefined) {
    const rest = words.filter((word) => !isNowWord(word));
    const instead = rest.length === 0 ? 'all' : rest.map(quoteWord).join(' ');
    throw new GluewardenError('usage', `"${now}" is not needed: this command always scans at once`, [instead], '');
  }
  const { account, region } = readTargets(words, accounts, others);
  if (region === undefined) return { accounts: account ? [account] : accounts };
  return { accounts: account ? [account] : accountsCovering(accounts, region), regions: [region] };
}
