import type { ReactNode } from 'react';
import type { Json } from '../json.ts';
import { h } from './draw.ts';
import { plain } from './text.ts';

/** An image is never fetched (everything is local): a box with its description stands for it. */
export function imageBox(image: Json): ReactNode {
  const description = String(image.alt_text ?? '');
  const where = typeof image.image_url === 'string' ? image.image_url : 'Slack file';
  return h(
    'span',
    { className: 'image-box', role: 'img', 'aria-label': description, title: where },
    `Image: ${description}`,
  );
}

/** An image block with its title. */
export function imageBlock(block: Json): ReactNode {
  const title = block.title === undefined ? null : h('figcaption', null, plain(block.title));
  return h('figure', null, title, imageBox(block));
}
