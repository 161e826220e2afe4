import { asObjects, isObject, type Json } from './json.ts';

/** An interactive element and the block that holds it. */
export interface PlacedElement {
  block: Json;
  blockId: string;
  actionId: string;
  element: Json;
}

/** Every interactive element of the blocks, in reading order, those inside containers and cards included. */
export function placedElements(blocks: Json[]): PlacedElement[] {
  return blocks.flatMap((block) => {
    const own = elementsOf(block).map((element) => ({
      block,
      blockId: String(block.block_id ?? ''),
      actionId: String(element.action_id ?? ''),
      element,
    }));
    const nested = block.type === 'container' ? placedElements(asObjects(block.child_blocks)) : [];
    return [...own, ...nested];
  });
}

function elementsOf(block: Json): Json[] {
  switch (block.type) {
    case 'section':
      return isObject(block.accessory) && block.accessory.type !== 'image' ? [block.accessory] : [];
    case 'input':
      return isObject(block.element) ? [block.element] : [];
    case 'actions':
    case 'context_actions':
      return asObjects(block.elements);
    case 'card':
      return asObjects(block.actions);
    case 'carousel':
      return asObjects(block.elements).flatMap((card) => asObjects(card.actions));
    default:
      return [];
  }
}

/** The options of a select, radio group or checkbox group, those in groups included. */
export function optionsOf(element: Json): Json[] {
  return [
    ...asObjects(element.options),
    ...asObjects(element.option_groups).flatMap((group) => asObjects(group.options)),
  ];
}

/** The words of a text object or of a plain string. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value.text === 'string' ? value.text : '';
}
