import { asObject, asObjects, isObject, type Json } from '../json.ts';
import { type Complaints, checkFields, checkList, checkOneOf, checkString } from './complaints.ts';
import { checkRichText } from './rich-text-limits.ts';

/** No page of Slack's names limits for the words of plans and tasks [inferred]: those of a title and of a section. */
const TITLE = 256;
const WORDS = 3000;
const TASKS = 50;
const SOURCES = 10;

/** `plan`: a title and its own task cards. */
export function checkPlan(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'title', 'tasks']);
  checkString(complaints, block.title, `${pointer}/title`, { min: 1, max: TITLE, required: true });
  if (block.tasks === undefined) return;
  checkList(complaints, block.tasks, `${pointer}/tasks`, { min: 0, max: TASKS }, (task, at) =>
    checkTaskCard(complaints, task, at),
  );
  const ids = new Set<unknown>();
  if (!Array.isArray(block.tasks)) return;
  block.tasks.forEach((task: unknown, index) => {
    const id = asObject(task).task_id;
    if (ids.has(id)) complaints.add(`${pointer}/tasks/${index}/task_id`, 'task_id already exists');
    ids.add(id);
  });
}

/** `task_card`, alone or within a plan. */
export function checkTaskCard(complaints: Complaints, task: Json, pointer: string): void {
  const known = ['type', 'block_id', 'task_id', 'title', 'details', 'output', 'sources', 'status'];
  checkFields(complaints, task, pointer, known);
  if (task.type !== 'task_card') complaints.add(`${pointer}/type`, `unsupported type: ${task.type}`);
  checkString(complaints, task.block_id, `${pointer}/block_id`, { min: 1, max: 255 });
  checkString(complaints, task.task_id, `${pointer}/task_id`, { min: 1, max: 255, required: true });
  checkString(complaints, task.title, `${pointer}/title`, { min: 1, max: TITLE, required: true });
  checkOneOf(complaints, task.status ?? '', `${pointer}/status`, ['pending', 'in_progress', 'complete', 'error']);
  for (const field of ['details', 'output']) checkWords(complaints, task[field], `${pointer}/${field}`);
  if (task.sources !== undefined) {
    checkList(complaints, task.sources, `${pointer}/sources`, { min: 0, max: SOURCES }, (source, at) =>
      checkSource(complaints, source, at),
    );
  }
}

function checkWords(complaints: Complaints, text: unknown, pointer: string): void {
  if (text === undefined) return;
  if (!isObject(text) || text.type !== 'rich_text') {
    complaints.add(pointer, 'must provide a rich_text block');
    return;
  }
  checkRichText(complaints, text, pointer);
  if (lettersOf(text) > WORDS) complaints.add(pointer, `must be less than ${WORDS + 1} characters`);
}

function lettersOf(part: Json): number {
  const own = typeof part.text === 'string' ? part.text.length : 0;
  return asObjects(part.elements).reduce((sum, element) => sum + lettersOf(element), own);
}

function checkSource(complaints: Complaints, source: Json, pointer: string): void {
  checkFields(complaints, source, pointer, ['type', 'url', 'text']);
  if (source.type !== 'url') complaints.add(`${pointer}/type`, `unsupported type: ${source.type}`);
  checkString(complaints, source.url, `${pointer}/url`, { min: 1, max: 3000, required: true });
  checkString(complaints, source.text, `${pointer}/text`, { min: 1, max: TITLE, required: true });
}
