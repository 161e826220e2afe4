import { styleText } from 'node:util';

/** Colours of the terminal. Words carry everything; colour only helps the eye. */
export interface Paint {
  strong(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  good(text: string): string;
  quiet(text: string): string;
}

const plain = (text: string) => text;

function style(...styles: Parameters<typeof styleText>[0][]): (text: string) => string {
  // Whether to colour is the caller's decision, so the stream and the environment are not asked again.
  return (text) => styleText(styles.flat(), text, { validateStream: false });
}

/** Paints or leaves the text as it is. Measure text before it is painted. */
export function createPaint(colour: boolean): Paint {
  if (!colour) return { strong: plain, bad: plain, doubtful: plain, good: plain, quiet: plain };
  return {
    strong: style('bold'),
    bad: style('bold', 'red'),
    doubtful: style('yellow'),
    good: style('green'),
    quiet: style('dim'),
  };
}
