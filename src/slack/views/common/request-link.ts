import type { RequestLink } from '../../../usecases/messages/finding-acts.ts';
import { recipient } from './delivery-words.ts';
import type { Item } from './document.ts';

/** In place of a button: somebody has asked for it already. */
export function requestLinkItem({ isOpen, link, channel }: RequestLink): Item {
  const what = isOpen ? 'Its remediation waits for a decision' : 'Its remediation is being carried out';
  const where = link === undefined ? [' in ', recipient(channel), '.'] : [': ', { link, words: 'Open the request' }];
  return { type: 'text', line: [{ bold: what }, ...where] };
}
