/** A button or a menu at a row, as far as tests look at it. */
export interface Accessory {
  readonly type?: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
  readonly accessibility_label?: string;
  readonly options?: readonly { readonly value?: string; readonly text: { readonly text: string } }[];
}

interface Section {
  readonly text?: { readonly text?: string };
  readonly accessory?: Accessory;
}

/** The rows among these blocks, each with its words and its control. */
export function sectionsOf(
  blocks: readonly object[],
): readonly { readonly text: string; readonly accessory: Accessory | undefined }[] {
  return blocks.flatMap((block) => {
    if (!('type' in block) || block.type !== 'section') return [];
    const { text, accessory } = block as Section;
    return [{ text: text?.text ?? '', accessory }];
  });
}
