import { networkFaultOf } from '../../../domain/network-fault.ts';
import { networkExplanations } from '../../../usecases/words/explain-network.ts';
import type { Part } from './document.ts';

const notThere = 'no such channel, or a private one that Gluewarden was not invited to';
const refused = "Slack refuses Gluewarden's token: run npm run -s doctor";
const unreachable = 'Slack could not be reached';
const forbidden = 'a setting of the workspace lets only some post there: ask its admins';
const noSuchPerson = 'no such person, or one whom Gluewarden may not see';

const slackCodes: Readonly<Record<string, string>> = {
  not_in_channel: 'Gluewarden is not a member: invite it to the channel',
  channel_not_found: notThere,
  user_not_found: noSuchPerson,
  users_not_found: noSuchPerson,
  user_not_visible: noSuchPerson,
  user_disabled: 'the account of this person is deactivated',
  cannot_dm_bot: 'that is a bot',
  messages_tab_disabled:
    'the Messages tab of the app is off: switch it on at api.slack.com/apps, App Home, Show Tabs, Messages Tab',
  team_access_not_granted:
    'the app is not in the workspace of that channel: an admin of the organization adds it there',
  restricted_action: forbidden,
  restricted_action_read_only_channel: forbidden,
  restricted_action_thread_only_channel: forbidden,
  is_archived: 'the channel is archived: unarchive it, or name another one in the configuration',
  ratelimited: 'Slack asks to go slower',
  invalid_auth: refused,
  not_authed: refused,
  token_revoked: refused,
  token_expired: refused,
  account_inactive: refused,
  missing_scope: refused,
  timeout: 'Slack did not answer in time',
  econnrefused: unreachable,
  econnreset: unreachable,
  enotfound: unreachable,
  eai_again: unreachable,
  no_answer: unreachable,
  service_unavailable: 'Slack has trouble of its own',
};

/** Slack's code, or the network's, in words and as it is, for those who search for it. */
export function deliveryWords(code: string): string {
  const network = networkFaultOf(code);
  const known = Object.hasOwn(slackCodes, code) ? slackCodes[code] : undefined;
  const words = network === undefined ? known : networkExplanations[network].what;
  return words === undefined ? `not delivered (${code})` : `${words} (${code})`;
}

/** Whom a message is for: a channel, or a person by a direct message. */
export function recipient(id: string): Part {
  return /^[UW][A-Z0-9]+$/.test(id) ? { user: id } : { channel: id };
}
