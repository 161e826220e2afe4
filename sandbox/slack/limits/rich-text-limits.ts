import type { Json } from '../json.ts';
import { type Complaints, checkFields, checkInteger, checkList, checkOneOf, checkString } from './complaints.ts';

const INLINE: Record<string, readonly string[]> = {
  text: ['text'],
  link: ['url', 'text', 'unsafe'],
  user: ['user_id'],
  usergroup: ['usergroup_id'],
  channel: ['channel_id'],
  emoji: ['name', 'unicode', 'url', 'skin_tone'],
  date: ['timestamp', 'format', 'url', 'fallback'],
  broadcast: ['range'],
  color: ['value'],
  team: ['team_id'],
};

/** Checks a rich_text block, also where it stands inside a table cell or a task card. */
export function checkRichText(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'elements']);
  checkList(complaints, block.elements, `${pointer}/elements`, { min: 1, max: 1000 }, (element, at) =>
    checkPart(complaints, element, at),
  );
}

function checkPart(complaints: Complaints, part: Json, pointer: string): void {
  const type = String(part.type);
  switch (type) {
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      checkFields(complaints, part, pointer, ['type', 'elements', 'border', 'language']);
      checkList(complaints, part.elements, `${pointer}/elements`, { min: 0, max: 1000 }, (inline, at) =>
        checkInline(complaints, inline, at, type === 'rich_text_preformatted'),
      );
      return;
    case 'rich_text_list':
      checkFields(complaints, part, pointer, ['type', 'elements', 'style', 'indent', 'offset', 'border']);
      checkOneOf(complaints, part.style ?? '', `${pointer}/style`, ['bullet', 'ordered']);
      checkInteger(complaints, part.indent, `${pointer}/indent`, { min: 0, max: 8 });
      checkList(complaints, part.elements, `${pointer}/elements`, { min: 1, max: 1000 }, (item, at) => {
        if (item.type === 'rich_text_section') checkPart(complaints, item, at);
        else complaints.add(`${at}/type`, `unsupported type: ${item.type}`);
      });
      return;
    default:
      complaints.add(`${pointer}/type`, `unsupported type: ${type}`);
  }
}

function checkInline(complaints: Complaints, inline: Json, pointer: string, preformatted: boolean): void {
  const type = String(inline.type);
  const known = INLINE[type];
  if (known === undefined || (preformatted && type !== 'text' && type !== 'link')) {
    complaints.add(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  checkFields(complaints, inline, pointer, ['type', 'style', ...known]);
  if (type === 'text') checkString(complaints, inline.text, `${pointer}/text`, { min: 1, max: 40_000, required: true });
  if (type === 'link') checkString(complaints, inline.url, `${pointer}/url`, { min: 1, max: 3000, required: true });
}
