/**
 * What the person typed, from what Slack sends: with `should_escape` Slack turns what looks like a link into
 * `<http://a.b|a.b>` and `& < >` into entities. Mentions (`<@U…>`, `<#C…>`) stay as they are.
 */
export function typedText(sent: string): string {
  return sent
    .replace(/<(?:https?:\/\/|mailto:)[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/<((?:https?:\/\/|mailto:)[^|<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
