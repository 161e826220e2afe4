import { createHmac, hash } from 'node:crypto';
import type { HttpRequest } from '@smithy/core/protocols';
import {
  ALGORITHM_IDENTIFIER,
  AMZ_DATE_HEADER,
  AUTH_HEADER,
  getCanonicalHeaders,
  KEY_TYPE_IDENTIFIER,
  SHA256_HEADER,
  SignatureV4,
  TOKEN_HEADER,
} from '@smithy/signature-v4';
import { createSigningKeys, type Secret } from './signing-keys.ts';

/** Whose request it is. */
export interface Session extends Secret {
  readonly sessionToken?: string;
}

/** Signs a request in place: what is new in it are the body and headers of the names that were told. */
export type SignRequest = (request: HttpRequest, session: Session, signingDate: Date) => HttpRequest;

export interface SignedFor {
  readonly region: string;
  readonly service: string;
}

interface Layout {
  /** Sorted. */
  readonly names: readonly string[];
  readonly signedHeaders: string;
}

/**
 * Signs as the SDK's signer does, whose own functions say what of a request is signed, once for all that are made from one
 * template: its path, query and the headers that never change are put in order when the template is made, and no request
 * is copied. The SDK does that for each request, in twelve promises and 17 kB; a quarter of what a request cost.
 */
export function createTemplateSigners(): (
  template: HttpRequest,
  changing: readonly string[],
  scope: SignedFor,
) => SignRequest {
  const keyOf = createSigningKeys();
  return (template, changing, { region, service }) => {
    const head = headOf(template, { region, service });
    const fixed = getCanonicalHeaders(template);
    const layoutOf = (more: readonly string[]): Layout => {
      const all = { ...template.headers, ...Object.fromEntries([...changing, ...more].map((name) => [name, ''])) };
      const names = Object.keys(getCanonicalHeaders({ ...template, headers: all })).sort();
      return { names, signedHeaders: names.join(';') };
    };
    const own = layoutOf([AMZ_DATE_HEADER, SHA256_HEADER]);
    const temporary = layoutOf([AMZ_DATE_HEADER, SHA256_HEADER, TOKEN_HEADER]);

    return (request, session, signingDate) => {
      const { headers } = request;
      const longDate = signingDate.toISOString().replace(/\.\d+|[-:]/g, '');
      const payloadHash = hash('sha256', request.body);
      headers[AMZ_DATE_HEADER] = longDate;
      headers[SHA256_HEADER] = payloadHash;
      if (session.sessionToken) headers[TOKEN_HEADER] = session.sessionToken;
      else delete headers[TOKEN_HEADER];
      const { names, signedHeaders } = session.sessionToken ? temporary : own;
      let canonical = head;
      for (const name of names) canonical += `${name}:${fixed[name] ?? headers[name]}\n`;
      canonical += `\n${signedHeaders}\n${payloadHash}`;
      const scope = [longDate.slice(0, 8), region, service, KEY_TYPE_IDENTIFIER] as const;
      const scopeName = scope.join('/');
      const signature = createHmac('sha256', keyOf(session, scope))
        .update(`${ALGORITHM_IDENTIFIER}\n${longDate}\n${scopeName}\n${hash('sha256', canonical)}`)
        .digest('hex');
      headers[AUTH_HEADER] =
        `${ALGORITHM_IDENTIFIER} Credential=${session.accessKeyId}/${scopeName}, ` +
        `SignedHeaders=${signedHeaders}, Signature=${signature}`;
      return request;
    };
  };
}

/** Method, path and query as they are signed. */
function headOf(template: HttpRequest, scope: SignedFor): string {
  const [method, path, query] = new Canonical(scope).of(template).split('\n');
  return `${method}\n${path}\n${query}\n`;
}

class Canonical extends SignatureV4 {
  constructor(scope: SignedFor) {
    super({ ...scope, credentials: { accessKeyId: '', secretAccessKey: '' }, sha256: NoHash });
  }

  of(template: HttpRequest): string {
    return this.createCanonicalRequest(template, {}, '');
  }
}

class NoHash {
  update(): void {}
  reset(): void {}
  async digest(): Promise<Uint8Array> {
    throw new Error('Nothing is signed by this');
  }
}
