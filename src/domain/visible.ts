/**
 * Everything that steers, hides, or is blank without being a space: controls, bidi and other format characters, line
 * separators, lone surrogates, private and unassigned characters, default-ignorables (Hangul fillers, variation
 * selectors, tags), the braille blank, and every space but the plain one. Names in AWS are other people's: such a
 * character could forge a line, turn the text around it, or make two names look like one. The selector that makes a
 * pictograph an emoji (⚠️) is let through behind one: it can be seen.
 */
const hidden =
  /(?!(?<=\p{Extended_Pictographic})\uFE0F)(?:[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs})/gu;

/**
 * The text with every character that a reader cannot see written out by `write`, which gets its code point: at least
 * four hexadecimal digits, in capitals. Changes nothing that can be read.
 */
export function makeVisible(text: string, write: (codePoint: string) => string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(hidden, (sign) => write((sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')));
}
