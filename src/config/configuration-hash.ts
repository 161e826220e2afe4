import { createHash } from 'node:crypto';
import { canonical, type JsonObject } from '../domain/json.ts';
import type { Config } from './model.ts';

const shown = 8;
const shownOfRest = 4;

/**
 * Of what was configured, after parsing: the same for two files that mean the same. Told people, it says nothing of it.
 * `1f0c9ab2-77aa`: first of what decides which accounts may be changed, then of everything.
 */
export function configurationHash({ warnings: _words, ...config }: Config): string {
  return `${hashOf(changeable(config)).slice(0, shown)}-${hashOf(config).slice(0, shownOfRest)}`;
}

/**
 * Accounts without a remediation role count too: listed by hand, they stand in the place of a member that has one. Of an
 * organization whatever decides a listing counts, the tags of owners too: what was listed with others is not known.
 */
function changeable({ accounts, organization }: Pick<Config, 'accounts' | 'organization'>) {
  const { approvals: _who, externalId: _how, regions: _where, ...members } = organization ?? {};
  const byHand = accounts
    .map(({ id = '', remediationRoleArn = '' }) => [id, remediationRoleArn])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return { byHand, members };
}

function hashOf(value: object): string {
  const text = canonical(JSON.parse(JSON.stringify(value)) as JsonObject);
  return createHash('sha256').update(text).digest('hex');
}
