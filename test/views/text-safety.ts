/** Looks for what Slack would act on, or hide, in everything that a message or a view says. */

/** Every mrkdwn text: mrkdwn text objects of blocks, wherever they are. */
export function mrkdwnTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnTexts);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text }: { type?: unknown; text?: unknown } = value;
  const own = type === 'mrkdwn' && typeof text === 'string' ? [text] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnTexts)];
}

/** Every string, in any place. */
export function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(allTexts);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allTexts) : [];
}

/** The only tokens that we write ourselves: dates, mentions of ids that Slack gave, and addresses that it gave. */
const ours =
  /<https?:\/\/[^\s<>|"'`\\]+\|(?:Open the request|the digest that names it|requested)>|<!subteam\^[A-Z][A-Z0-9]+>|<!date\^\d+\^\{date_short_pretty\}(?: at \{time\})?\|[0-9: UTC-]+>|<@[A-Z][A-Z0-9]+>|<#[A-Z][A-Z0-9]+>/g;

/** What is left of angle brackets in mrkdwn after our own tokens: each is a breach. */
export function strayTokens(mrkdwn: string): string[] {
  return mrkdwn.replace(ours, '').match(/<[^>]{0,40}>?|>/g) ?? [];
}

/** Ampersands that do not begin one of Slack's three entities. */
export function strayAmpersands(mrkdwn: string): string[] {
  return mrkdwn.match(/&(?!amp;|lt;|gt;).{0,10}/g) ?? [];
}

/** Controls (but line ends), bidi overrides and embeddings, zero-width signs, lone surrogates. Isolates are ours. */
export function hiddenSigns(text: string): string[] {
  return (
    text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2067\ufeff]|\p{Cs}/gu) ?? []
  );
}

/** Mrkdwn as a person reads it: tokens and entities resolved. */
export function asRead(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<([@#])([^>]*)>/g, '$1$2')
    .replace(/<!subteam\^([^>]*)>/g, '@$1')
    .replace(/<https?:[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
