import type { OrganizationNotice } from '../../../usecases/messages/audit-messages.ts';
import { capital, codeWords, countWords, explainCode, numberWords } from '../../../usecases/words/explain.ts';
import type { Item, Line } from '../common/document.ts';

type Stale = NonNullable<OrganizationNotice['stale']>;
type Inactive = NonNullable<OrganizationNotice['inactive']>;

const states: Readonly<Record<string, string>> = {
  SUSPENDED: 'suspended',
  CLOSED: 'closed',
  PENDING_CLOSURE: 'being closed',
  PENDING_ACTIVATION: 'not activated yet',
};

/** For a status: since when the list of accounts is old and why, and which are left out. */
export function organizationItems(notice: OrganizationNotice | undefined): Item[] {
  const { stale, inactive } = notice ?? {};
  return [...(stale ? [staleItem(stale)] : []), ...(inactive ? [inactiveList(inactive)] : [])];
}

/** For a digest: the same, with no more of what is left out than how many, and where they are named. */
export function organizationLines(notice: OrganizationNotice | undefined): Item[] {
  const { stale, inactive } = notice ?? {};
  return [...(stale ? [staleItem(stale)] : []), ...(inactive ? [inactiveLine(inactive)] : [])];
}

function staleItem({ since, listedAt, error: { call, error, message } }: Stale): Item {
  const { next } = explainCode(error, call, 'organization', message);
  const known: Line =
    listedAt === null
      ? [' None of its accounts is known yet.']
      : [' What was listed ', { at: listedAt }, ' stays watched; who joined or left since is not known.'];
  return {
    type: 'text',
    line: [
      { bold: 'The AWS organization could not be listed' },
      ' since ',
      { at: since },
      `: ${capital(codeWords(error, call, 'organization', message))}.`,
      ...known,
      ` What to do: ${next}`,
    ],
  };
}

function inactiveWords({ total }: Inactive): string {
  return `${countWords(total, 'account')} of the organization`;
}

function inactiveList(inactive: Inactive): Item {
  const { named, total } = inactive;
  return {
    type: 'list',
    title: [{ bold: `Left out: ${inactiveWords(inactive)}` }, ', because nobody can use them as they are.'],
    rows: named.map(({ id, name, state }): Line => [{ name }, ` (${id}): `, states[state] ?? `in state ${state}`]),
    hidden: total - named.length,
    more: (count) => `and ${numberWords(count)} more`,
  };
}

function inactiveLine(inactive: Inactive): Item {
  return {
    type: 'note',
    line: [
      `Left out: ${inactiveWords(inactive)}, suspended or closed. `,
      { code: '/glue-audit status' },
      ` names ${inactive.total === 1 ? 'it' : 'them'}.`,
    ],
  };
}
