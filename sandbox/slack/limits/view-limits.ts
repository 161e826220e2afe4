import { placedElements } from '../elements.ts';
import { asObjects, isObject, type Json } from '../json.ts';
import { blockComplaints } from './block-limits.ts';
import { Complaints, checkFields, checkOneOf, checkString, checkText } from './complaints.ts';

const KNOWN = [
  'type',
  'title',
  'submit',
  'close',
  'blocks',
  'private_metadata',
  'callback_id',
  'external_id',
  'clear_on_close',
  'notify_on_close',
  'submit_disabled',
];

/** A Home has no frame of its own: neither title nor buttons. */
const KNOWN_OF_HOME = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];

/** Slack's limits on a modal, or on a Home, which views.publish alone takes. Pointers start at `/view`. */
export function viewComplaints(view: unknown, surface: 'modal' | 'home' = 'modal'): Complaints {
  const complaints = new Complaints();
  if (!isObject(view)) {
    complaints.add('/view', 'must provide an object');
    return complaints;
  }
  checkFields(complaints, view, '/view', surface === 'home' ? KNOWN_OF_HOME : KNOWN);
  checkOneOf(complaints, view.type ?? '', '/view/type', [surface]);
  if (surface === 'modal') checkFrame(complaints, view);
  checkString(complaints, view.private_metadata, '/view/private_metadata', { max: 3000 });
  checkString(complaints, view.callback_id, '/view/callback_id', { max: 255 });
  checkString(complaints, view.external_id, '/view/external_id', { max: 255 });
  complaints.list.push(...blockComplaints(view.blocks, surface, '/view/blocks').list);
  return complaints;
}

function checkFrame(complaints: Complaints, view: Json): void {
  checkText(complaints, view.title, '/view/title', { max: 24, only: 'plain_text', required: true });
  checkText(complaints, view.submit, '/view/submit', { max: 24, only: 'plain_text' });
  checkText(complaints, view.close, '/view/close', { max: 24, only: 'plain_text' });
  checkInputs(complaints, view);
}

function checkInputs(complaints: Complaints, view: Json): void {
  const blocks = asObjects(view.blocks);
  if (blocks.some((block) => block.type === 'input') && view.submit === undefined) {
    complaints.add('/view/submit', 'must provide submit with an input block');
  }
  const focused = placedElements(blocks).filter(({ element }) => element.focus_on_load === true);
  if (focused.length > 1) complaints.add('/view/blocks', 'only one element can have focus_on_load');
}
