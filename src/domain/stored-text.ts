const inItsPlace = '\ufffd';

/**
 * A text as every database gives it back. PostgreSQL has no text with U+0000, and no UTF-8 has half a surrogate: in their
 * place stands U+FFFD. What is sealed and stored has to be this one, or it reads as tampered with.
 */
export function storedText(text: string): string {
  return text.replaceAll('\0', inItsPlace).toWellFormed();
}
