import type { SignedRequest } from './access/signature.ts';
import { errorNames, invalid, type Protocol, protocols, ServiceError, type ServiceName } from './errors.ts';
import type { Answer, Input, Operation, Operations } from './operation.ts';

/** An HTTP answer, ready to send. */
export interface Wire {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The error code, where it is one. */
  readonly code?: string;
}

const contentTypes: Readonly<Record<Protocol, string>> = {
  json: 'application/x-amz-json-1.1',
  query: 'text/xml',
  'rest-json': 'application/json',
};

const targets: Readonly<Partial<Record<ServiceName, string>>> = {
  glue: 'AWSGlue',
  kms: 'TrentService',
  organizations: 'AWSOrganizationsV20161128',
  tag: 'ResourceGroupsTaggingAPI_20170126',
};

/** Of the services that speak the Query protocol. */
const versions: Readonly<Partial<Record<ServiceName, string>>> = { sts: '2011-06-15', iam: '2010-05-08' };

/** The operation's name on the wire: `X-Amz-Target`, `Action`, or the path of the Account service. */
export function operationName(service: ServiceName, request: SignedRequest): string {
  if (protocols[service] === 'query') return new URLSearchParams(request.body.toString()).get('Action') ?? '';
  if (protocols[service] === 'rest-json') {
    const name = (request.url.split('?')[0] ?? '').slice(1);
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
  const [prefix, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.', 2);
  return prefix === targets[service] ? name : '';
}

export function findOperation(service: ServiceName, operations: Operations, name: string): Operation {
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (found) return found;
  const [code, status] = errorNames[service].unknownOperation;
  throw new ServiceError(code, `The sandbox has no operation ${service}:${name || '(none)'}`, status);
}

/** The input members of a request; a ServiceError where the body is not what the protocol says. */
export function readInput(service: ServiceName, body: Buffer): Input {
  if (protocols[service] === 'query') {
    const { Action: _action, Version: version, ...input } = Object.fromEntries(new URLSearchParams(body.toString()));
    if (version !== versions[service]) throw new ServiceError('InvalidAction', `Could not find version ${version}`);
    return input;
  }
  if (body.length === 0) return {};
  try {
    const input: unknown = JSON.parse(body.toString());
    if (input !== null && typeof input === 'object' && !Array.isArray(input)) return { ...input };
  } catch {
    // Falls through: what is no JSON object is refused in the service's words.
  }
  if (service === 'account') throw invalid(service, 'The body is not a JSON object');
  throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (value === null || typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, inner]) => `<${name}>${xml(inner)}</${name}>`)
    .join('');
}

function xmlns(service: ServiceName): string {
  return `xmlns="https://${service}.amazonaws.com/doc/${versions[service]}/"`;
}

/** A success in the protocol of the service. */
export function encodeAnswer(service: ServiceName, operation: string, answer: Answer, requestId: string): Wire {
  const protocol = protocols[service];
  const headers = { 'content-type': contentTypes[protocol] };
  if (Buffer.isBuffer(answer)) return { status: 200, headers, body: answer };
  if (protocol !== 'query') return { status: 200, headers, body: Buffer.from(JSON.stringify(answer)) };
  const result = `<${operation}Result>${xml(answer)}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response ${xmlns(service)}>${result}${metadata}</${operation}Response>`;
  return { status: 200, headers, body: Buffer.from(body) };
}

/** A refusal in the protocol of the service. */
export function encodeError(service: ServiceName, error: ServiceError, requestId: string): Wire {
  const { code, message, status } = error;
  const protocol = protocols[service];
  const type = { 'content-type': contentTypes[protocol] };
  if (protocol === 'query') {
    const fault = status >= 500 ? 'Receiver' : 'Sender';
    const body = `<ErrorResponse ${xmlns(service)}><Error>${xml({ Type: fault, Code: code, Message: message })}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status, code, headers: type, body: Buffer.from(body) };
  }
  const headers = { ...type, 'x-amzn-errortype': code };
  if (protocol === 'rest-json') return { status, code, headers, body: Buffer.from(JSON.stringify({ message })) };
  // Modelled errors of these spell the member differently than the front door: readers must take both.
  const isModelled = ['glue', 'organizations', 'tag'].includes(service) && !frontDoor.has(code);
  const member = isModelled ? 'Message' : 'message';
  return { status, code, headers, body: Buffer.from(JSON.stringify({ __type: code, [member]: message })) };
}

const frontDoor = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'ThrottlingException',
  'SerializationException',
]);
