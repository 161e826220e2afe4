/** Takes secrets out of what is logged: by the name of a field at any depth, and by the look of a value in any text. */

const censored = '[redacted]';

/** Compared without case and separators, so `responseUrl`, `response_url` and `Response-Url` are one. */
const secretNames = new Set(
  [
    'token botToken appToken accessToken refreshToken sessionToken idToken authToken xAmzSecurityToken securityToken',
    'authorization proxyAuthorization cookie setCookie xSlackSignature',
    'secret signingSecret clientSecret secretKey secretAccessKey accessKeyId password passphrase privateKey',
    'credentials credential responseUrl responseUrls triggerId externalId',
    'slackBotToken slackAppToken slackSigningSecret awsSecretAccessKey awsSessionToken awsAccessKeyId',
    // Arguments of Glue jobs and triggers hold passwords in plain text more often than they should.
    'arguments defaultArguments nonOverridableArguments',
  ]
    .join(' ')
    .split(' ')
    .map((name) => name.toLowerCase()),
);

const secretValues: readonly RegExp[] = [
  /\bxox[a-z](?:\.[a-z]+)?-[\w.-]{4,}/g,
  /\bx(?:app|wfp)-[\w.-]{4,}/g,
  /\bwss?:\/\/[^\s"'<>]+\?[^\s"'<>]+/g,
  // User and password of an address, a proxy's for instance.
  /(?<=\w:\/\/)[^\s/"'<>@]+(?=@)/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b/g,
  /https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>]+/g,
  /\b(?:Bearer|AWS4-HMAC-SHA256)\s+[^\s"']{8,}[^"'\n]*/gi,
  /\bX-Amz-(?:Signature|Security-Token|Credential)=[^&\s"']+/gi,
];

const deepest = 8;
const mostEntries = 200;
const longestText = 4_000;

/** The same text without anything that looks like a Slack token, an AWS key or a signed address. */
export function scrub(text: string): string {
  const short = text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
  return secretValues.reduce((clean, pattern) => clean.replace(pattern, censored), short);
}

function isSecretName(key: string): boolean {
  return secretNames.has(key.toLowerCase().replace(/[^a-z]/g, ''));
}

interface Walk {
  readonly depth: number;
  /** The objects around this one: a circle ends at the second sight of one of them. */
  readonly around: readonly object[];
}

/** The parts of an error that help, with its causes. Its other fields come last: SDK errors carry whole responses. */
function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    ...Object.fromEntries(Object.entries(error)),
    type: name,
    message,
    stack,
    ...(cause !== undefined && { cause }),
  };
}

function field(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return '[unreadable]';
  }
}

/** A map's entry as a field. A key that is no plain value has no name that could be trusted to be one. */
function named([key, entry]: [unknown, unknown], index: number): [string, unknown] {
  const isPlain = typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean';
  return [isPlain ? String(key) : `[key ${index + 1}]`, entry];
}

function cleanObject(value: object, walk: Walk): unknown {
  if (walk.around.includes(value)) return '[circular]';
  if (walk.depth >= deepest) return Array.isArray(value) ? '[list]' : '[object]';
  const inner = { depth: walk.depth + 1, around: [...walk.around, value] };
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((entry: unknown) => clean(entry, inner));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return scrub(value.href);
  if (value instanceof Map) return clean(Object.fromEntries([...value].map(named)), inner);
  if (value instanceof Set) return clean([...value], inner);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const source = value instanceof Error ? errorFields(value) : value;
  const keys = Object.keys(source).slice(0, mostEntries);
  return Object.fromEntries(
    keys.map((key) => [scrub(key), isSecretName(key) ? censored : clean(field(source, key), inner)]),
  );
}

function clean(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  return typeof value === 'object' && value !== null ? cleanObject(value, walk) : value;
}

/** A copy that is safe to write: no secrets, no circles, bounded in depth and length. Never throws, never changes its input. */
export function redact(fields: object): object {
  const safe = clean(fields, { depth: 0, around: [] });
  return typeof safe === 'object' && safe !== null ? safe : {};
}
