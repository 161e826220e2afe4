import { filterActions, pageActions, planActions } from '../../../src/slack/views/common/action-ids.ts';
import { acceptFields } from '../../../src/slack/views/exceptions/accept-form.ts';
import { fields } from '../../../src/slack/views/remediation/form-blocks.ts';
import { understoodField } from '../../../src/slack/views/remediation/roll-back-form.ts';

/** Whose payloads these are: a team, and one person of it. */
export const team = 'T1';
export const person = 'U1';
const channel = 'C1';
/** The id that every button and form carries: of a query, a finding or a request. */
export const carried = 'id-of-it';

const responseUrl = 'https://hooks.slack.com/actions/T1/1/a';
const common = { team: { id: team, domain: 'd' }, user: { id: person, team_id: team }, api_app_id: 'A1', token: 't' };

/** What Slack remembers in a modal: it reads as a place in a list, in a request and among several findings. */
const place = { queryId: carried, page: 0, id: carried, channel, findingIds: ['f1'], choice: { key: 'configured' } };
const modal = { id: 'V1', hash: 'h', type: 'modal', private_metadata: JSON.stringify(place) };

/** A press on this button, or a choice in this select, where it stands: in a modal or in a message. */
export function press(actionId: string, given = carried) {
  const inModal = [pageActions, filterActions, planActions, /^remediation\.more$/];
  const ofModal = inModal.some((ids) => ids.test(actionId));
  const value = ofModal ? JSON.stringify({ queryId: carried, page: 1 }) : given;
  const action = { type: 'button', action_id: actionId, block_id: 'b', value, selected_option: { value: 'all' } };
  const message = { channel: { id: channel }, message: { ts: '1.2' }, response_url: responseUrl };
  return {
    ...common,
    type: 'block_actions',
    trigger_id: 'trigger',
    actions: [action],
    ...(ofModal ? { view: modal } : message),
  };
}

/** A form of this name, filled in so that each of them is complete. */
export function submission(callbackId: string) {
  const blocks: Readonly<Record<string, object>> = {
    [fields.reason]: { value: 'an audit finding' },
    [fields.key]: { selected_option: { value: 'configured' } },
    [fields.findings]: { selected_options: [{ value: 'f1' }] },
    [acceptFields.reason]: { value: 'ends in March' },
    [acceptFields.until]: { selected_date: '2027-03-31' },
    [acceptFields.owner]: { selected_user: person },
    [understoodField]: { selected_options: [{ value: understoodField }] },
  };
  const values = Object.fromEntries(Object.entries(blocks).map(([id, element]) => [id, { [id]: element }]));
  return { ...common, type: 'view_submission', view: { ...modal, callback_id: callbackId, state: { values } } };
}

/** A command as somebody typed it. */
export function typedCommand(command: string, text: string) {
  const ids = { team_id: team, user_id: person, channel_id: channel, api_app_id: 'A1', trigger_id: 'trigger' };
  return { ...ids, command, text, response_url: responseUrl, token: 't' };
}
