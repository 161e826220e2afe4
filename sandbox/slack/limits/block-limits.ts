import { placedElements } from '../elements.ts';
import { isObject, type Json } from '../json.ts';
import { Complaints, checkFields, checkList, checkOneOf, checkString, checkText, type Surface } from './complaints.ts';
import { checkDataTable, checkDataVisualization, checkTable } from './data-limits.ts';
import { checkElement, checkImage, ELEMENTS_OF } from './element-limits.ts';
import { checkPlan, checkTaskCard } from './plan-limits.ts';
import { checkRichText } from './rich-text-limits.ts';

type Check = (complaints: Complaints, block: Json, pointer: string, surface: Surface) => void;

const CHECKS: Record<string, Check> = {
  section: checkSection,
  header: (complaints, block, pointer) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'text', 'level']);
    checkText(complaints, block.text, `${pointer}/text`, { max: 150, only: 'plain_text', required: true });
  },
  divider: (complaints, block, pointer) => checkFields(complaints, block, pointer, ['type', 'block_id']),
  context: checkContext,
  actions: (complaints, block, pointer, surface) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'elements']);
    checkElements(complaints, block.elements, `${pointer}/elements`, 25, ELEMENTS_OF.actions, surface);
  },
  context_actions: (complaints, block, pointer, surface) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'elements']);
    checkElements(complaints, block.elements, `${pointer}/elements`, 5, ELEMENTS_OF.context_actions, surface);
  },
  input: checkInput,
  image: (complaints, block, pointer) => {
    checkImage(complaints, block, pointer, ['type', 'block_id', 'title']);
    checkText(complaints, block.title, `${pointer}/title`, { max: 2000, only: 'plain_text' });
  },
  rich_text: (complaints, block, pointer) => checkRichText(complaints, block, pointer),
  markdown: (complaints, block, pointer) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'text']);
    checkString(complaints, block.text, `${pointer}/text`, { min: 1, max: 12_000, required: true });
  },
  table: checkTable,
  data_table: checkDataTable,
  data_visualization: checkDataVisualization,
  plan: checkPlan,
  task_card: checkTaskCard,
  alert: (complaints, block, pointer) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'text', 'level']);
    checkText(complaints, block.text, `${pointer}/text`, { max: 200, required: true });
    checkOneOf(complaints, block.level, `${pointer}/level`, ['default', 'info', 'warning', 'error', 'success']);
  },
  card: checkCard,
  carousel: (complaints, block, pointer, surface) => {
    checkFields(complaints, block, pointer, ['type', 'block_id', 'elements']);
    checkList(complaints, block.elements, `${pointer}/elements`, { min: 1, max: 10 }, (card, at) =>
      checkCard(complaints, card, at, surface),
    );
  },
  container: checkContainer,
};

/**
 * Blocks that only messages take. That `alert` is for modals only is not proven by Slack's documentation
 * [inferred]; the sandbox takes the strict side.
 */
const MESSAGE_ONLY = ['markdown', 'table', 'data_visualization', 'plan', 'task_card', 'context_actions', 'carousel'];
const MODAL_ONLY = ['alert'];
/**
 * What each surface refuses. Block Kit's reference names Home tabs for a carousel, and neither for tables of any sort nor for
 * a container; of what it leaves open the strict side is taken [inferred].
 */
const REFUSED: Record<Surface, readonly string[]> = {
  message: MODAL_ONLY,
  modal: MESSAGE_ONLY,
  home: [...MESSAGE_ONLY.filter((type) => type !== 'carousel'), ...MODAL_ONLY, 'data_table', 'container'],
};
const IN_CONTAINER = ['actions', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section', 'table'];

/** Slack's limits on a list of blocks. An empty list of complaints means that Slack would take it. */
export function blockComplaints(blocks: unknown, surface: Surface, pointer = '/blocks'): Complaints {
  const complaints = new Complaints();
  const max = surface === 'message' ? 50 : 100;
  checkList(complaints, blocks, pointer, { min: 0, max }, (block, at) => checkBlock(complaints, block, at, surface));
  const list = Array.isArray(blocks) ? blocks.filter(isObject) : [];
  checkCounts(complaints, list, pointer);
  checkUniqueIds(complaints, list, pointer);
  return complaints;
}

function checkBlock(complaints: Complaints, block: Json, pointer: string, surface: Surface): void {
  const type = String(block.type);
  const check = CHECKS[type];
  if (check === undefined || REFUSED[surface].includes(type)) {
    complaints.add(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  checkString(complaints, block.block_id, `${pointer}/block_id`, { min: 1, max: 255 });
  check(complaints, block, pointer, surface);
}

/** One table, two charts, and no task card beside a plan. */
function checkCounts(complaints: Complaints, blocks: Json[], pointer: string): void {
  const count = (type: string): number => blocks.filter((block) => block.type === type).length;
  if (count('table') > 1) complaints.add(pointer, 'only_one_table_allowed');
  if (count('data_visualization') > 2) complaints.add(pointer, 'no more than 2 data_visualization blocks allowed');
  if (count('plan') > 1) complaints.add(pointer, 'no more than 1 plan block allowed');
  if (count('plan') > 0 && count('task_card') > 0) complaints.add(pointer, 'task_card is not allowed beside a plan');
}

function checkUniqueIds(complaints: Complaints, blocks: Json[], pointer: string): void {
  const blockIds = new Set<string>();
  blocks.forEach((block, index) => {
    if (typeof block.block_id === 'string') {
      if (blockIds.has(block.block_id)) complaints.add(`${pointer}/${index}/block_id`, 'block_id already exists');
      blockIds.add(block.block_id);
    }
    const actionIds = new Set<string>();
    for (const { element } of placedElements([block])) {
      if (typeof element.action_id !== 'string') continue;
      if (actionIds.has(element.action_id)) {
        complaints.add(`${pointer}/${index}`, `\`action_id\` "${element.action_id}" already exists in this block`);
      }
      actionIds.add(element.action_id);
    }
  });
}

function checkElements(
  complaints: Complaints,
  elements: unknown,
  pointer: string,
  max: number,
  allowed: readonly string[],
  surface: Surface,
): void {
  checkList(complaints, elements, pointer, { min: 1, max }, (element, at) =>
    checkElement(complaints, element, at, allowed, surface),
  );
}

function checkSection(complaints: Complaints, block: Json, pointer: string, surface: Surface): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'text', 'fields', 'accessory', 'expand']);
  if (block.text === undefined && block.fields === undefined) complaints.add(pointer, 'must provide text or fields');
  checkText(complaints, block.text, `${pointer}/text`, { max: 3000 });
  if (block.fields !== undefined) {
    checkList(complaints, block.fields, `${pointer}/fields`, { min: 1, max: 10 }, (field, at) =>
      checkText(complaints, field, at, { max: 2000 }),
    );
  }
  if (isObject(block.accessory)) {
    checkElement(complaints, block.accessory, `${pointer}/accessory`, ELEMENTS_OF.accessory, surface);
  }
}

function checkContext(complaints: Complaints, block: Json, pointer: string): void {
  checkFields(complaints, block, pointer, ['type', 'block_id', 'elements']);
  checkList(complaints, block.elements, `${pointer}/elements`, { min: 1, max: 10 }, (element, at) => {
    if (element.type === 'image') checkImage(complaints, element, at, ['type']);
    else checkText(complaints, element, at, { max: 3000 });
  });
}

function checkInput(complaints: Complaints, block: Json, pointer: string, surface: Surface): void {
  checkFields(complaints, block, pointer, [
    'type',
    'block_id',
    'label',
    'element',
    'hint',
    'optional',
    'dispatch_action',
  ]);
  checkText(complaints, block.label, `${pointer}/label`, { max: 2000, only: 'plain_text', required: true });
  checkText(complaints, block.hint, `${pointer}/hint`, { max: 2000, only: 'plain_text' });
  if (!isObject(block.element)) complaints.add(`${pointer}/element`, 'missing required field');
  else checkElement(complaints, block.element, `${pointer}/element`, ELEMENTS_OF.input, surface);
}

function checkCard(complaints: Complaints, card: Json, pointer: string, surface: Surface): void {
  checkFields(complaints, card, pointer, [
    'type',
    'block_id',
    'hero_image',
    'icon',
    'title',
    'subtitle',
    'body',
    'actions',
  ]);
  if ([card.hero_image, card.title, card.actions, card.body].every((part) => part === undefined)) {
    complaints.add(pointer, 'must provide one of hero_image, title, actions or body');
  }
  checkText(complaints, card.title, `${pointer}/title`, { max: 150 });
  checkText(complaints, card.subtitle, `${pointer}/subtitle`, { max: 150 });
  checkText(complaints, card.body, `${pointer}/body`, { max: 200 });
  if (card.actions !== undefined) {
    checkElements(complaints, card.actions, `${pointer}/actions`, 5, ELEMENTS_OF.button, surface);
  }
}

function checkContainer(complaints: Complaints, block: Json, pointer: string, surface: Surface): void {
  checkFields(complaints, block, pointer, [
    'type',
    'block_id',
    'title',
    'rich_text_title',
    'subtitle',
    'child_blocks',
    'width',
    'icon',
    'is_collapsible',
    'default_collapsed',
    'has_header_divider',
  ]);
  if (block.title === undefined && block.rich_text_title === undefined) complaints.add(pointer, 'must provide a title');
  checkText(complaints, block.title, `${pointer}/title`, { max: 150, only: 'plain_text' });
  checkText(complaints, block.subtitle, `${pointer}/subtitle`, { max: 150 });
  checkOneOf(complaints, block.width, `${pointer}/width`, ['narrow', 'standard', 'wide', 'full']);
  if (block.default_collapsed === true && block.is_collapsible !== true) {
    complaints.add(`${pointer}/default_collapsed`, 'requires is_collapsible');
  }
  checkList(complaints, block.child_blocks, `${pointer}/child_blocks`, { min: 1, max: 10 }, (child, at) => {
    if (!IN_CONTAINER.includes(String(child.type))) complaints.add(`${at}/type`, `unsupported type: ${child.type}`);
    else checkBlock(complaints, child, at, surface);
  });
}
