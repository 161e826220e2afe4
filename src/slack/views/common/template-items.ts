import type { TemplateLines } from '../../../usecases/messages/afterwards-messages.ts';
import { listWords } from '../../../usecases/words/explain.ts';
import type { Item } from './document.ts';

/** What would undo it: the lines that a template must have. */
export function templateItems(template: TemplateLines | undefined): Item[] {
  if (template === undefined) return [];
  const { managed, lines } = template;
  const who =
    managed.length > 0
      ? `It is managed by ${listWords(managed.slice(0, 5))}: the next deploy undoes this, unless the template says:`
      : 'Who manages it is unknown. If a template does, its next deploy undoes this, unless it says:';
  return [
    { type: 'text', line: [who] },
    { type: 'code', lines },
  ];
}
