/** Tokens, response URLs and one-time WebSocket addresses: whoever has one can act as the bot. */
const SECRETS: readonly [RegExp, string][] = [
  [/\bx(?:ox[a-z]|app|wfp)-[\w.-]+/g, '[token]'],
  [/\bBearer\s+[\w.-]+/gi, 'Bearer [token]'],
  [/\bwss?:\/\/[^\s"'<>]+/g, '[socket address]'],
  [/\bhttps?:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>]+/g, '[response address]'],
];

/** The text without tokens and secret addresses. */
export function redact(text: string): string {
  return SECRETS.reduce((result, [pattern, word]) => result.replace(pattern, word), text);
}

/** An error in one line, safe to log. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error));
  const cause = error.cause instanceof Error ? ` (${errorWords(error.cause)})` : '';
  return redact(`${error.name}: ${error.message}${cause}`);
}
