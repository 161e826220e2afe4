/** Sentences about wrong words, shared by the slash commands and the terminal. */

/** `"status" takes no further words` */
export function noMoreWords(name: string): string {
  return `"${name}" takes no further words`;
}

/** What is not there, and how the whole is written: `the region is missing: show "<name>" <region>`. */
export function missingWords(what: string, usage: string): string {
  return `the ${what} is missing: ${usage}`;
}

/** One line of everything that was probably meant, nearest first. */
export function didYouMean(suggestions: readonly string[]): string {
  return `Did you mean: ${suggestions.join(', ')}`;
}
