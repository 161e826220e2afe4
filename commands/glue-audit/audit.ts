import { type Account, accountsCovering, type Scope } from '../../src/domain/fleet.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import { readPlaces } from '../places.ts';
import type { Subcommand } from '../subcommand.ts';

/** `/glue-audit <region>`, `<account>`, `<account> <region>`, `all`: looks now and says what it saw. */
export function auditSubcommand(audit: Audit, accounts: readonly Account[], others: readonly string[]): Subcommand {
  return {
    name: 'audit',
    help: [
      { usage: '<region>', does: 'Audit one region now, in every account that has it', example: 'us-east-1' },
      { usage: '<account> [region]', does: 'Audit an account, by name or id', example: exampleAccount(accounts) },
      { usage: 'all', does: 'Audit every account and region' },
    ],
    async run({ words, actor, typed, progress }) {
      const scope =
        words.length === 1 && words[0]?.toLowerCase() === 'all' ? { accounts } : readScope(words, accounts, others);
      return audit({ scope, actor, command: typed, progress });
    },
  };
}

function readScope(words: readonly string[], accounts: readonly Account[], others: readonly string[]): Scope {
  const { account, region } = readPlaces(words, accounts, others);
  if (region === undefined) return { accounts: account ? [account] : accounts };
  return { accounts: account ? [account] : accountsCovering(accounts, region), regions: [region] };
}

function exampleAccount(accounts: readonly Account[]): string {
  const [first] = accounts;
  return `${first?.name ?? first?.id ?? '111122223333'} eu-west-1`;
}
