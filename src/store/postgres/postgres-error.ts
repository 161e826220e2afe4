import { StoreError, type StoreErrorCode } from '../database/store-error.ts';

/** By SQLSTATE, or by its class: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const states: Readonly<Record<string, StoreErrorCode>> = {
  '08': 'unavailable',
  '23': 'conflict',
  '25006': 'not-writable',
  // The server ended a transaction that stood idle: whoever held it was suspended.
  '25P03': 'unavailable',
  '28': 'cannot-open',
  '3D000': 'cannot-open',
  '3F000': 'cannot-open',
  // A deadlock, or a state that changed: nothing was done, and it may work when it is asked for again.
  '40001': 'busy',
  '40P01': 'busy',
  '42501': 'cannot-open',
  '53100': 'disk-full',
  '53300': 'unavailable',
  '55P03': 'busy',
  // It took too long, or was cancelled: nothing was done.
  '57014': 'busy',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  // Its idle sessions are ended.
  '57P05': 'unavailable',
  XX001: 'corrupt',
  XX002: 'corrupt',
};

/** What Node says of a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes. */
const ofCertificate = /^(ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|ERR_SSL_)/;

/** pg gives this error no code, and there is no other sign of it. */
const noTls = 'The server does not support SSL connections';

function advice(code: StoreErrorCode, where: string): string {
  switch (code) {
    case 'busy':
      return `Something else keeps ${where} locked. Is a backup, a migration or a database tool using it?`;
    case 'unavailable':
      return `Cannot reach ${where}. Is it starting, stopping or out of connections? What was not recorded can be asked for again.`;
    case 'not-writable':
      return `${where} takes no writes: it is read-only or a standby. Let DATABASE_URL name the primary.`;
    case 'cannot-open':
      return `${where} does not let Gluewarden in. Check host, user, password, database and certificate in DATABASE_URL, and that the user may create tables in its schema.`;
    case 'disk-full':
      return `The disk of ${where} is full. Free some space: nothing was lost, the last change was not made.`;
    case 'conflict':
      return `${where} refused a row.`;
    case 'corrupt':
      return `${where} is damaged. Restore it from a backup.`;
    default:
      return `${where} failed.`;
  }
}

function codeOf(error: Error): StoreErrorCode {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error.message === noTls || (code !== undefined && ofCertificate.test(code))) return 'cannot-open';
  if (code === undefined) return 'unavailable';
  if (!/^[0-9A-Z]{5}$/.test(code) || code.startsWith('E')) return 'unavailable';
  return states[code] ?? states[code.slice(0, 2)] ?? 'failed';
}

/** Whom the server lets in, and how. */
export interface Entered {
  readonly where: string;
  readonly auth?: 'iam';
}

/** Invalid authorization: a wrong password, or an unknown user. */
function isOfEntry(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('28');
}

function ofIam(where: string): string {
  return `${where} does not let Gluewarden in with IAM. Check that IAM authentication is on, that its user was granted rds_iam, and that the bot's identity may rds-db:connect as that user.`;
}

function endedThere(where: string): string {
  return `A statement took ${where} too long, or was cancelled there: nothing of it was done. Is the server overloaded, or has it a statement_timeout of its own?`;
}

/** Without what the row held, which PostgreSQL adds to some errors. */
function bare(error: Error): Error {
  const code = 'code' in error ? { code: error.code } : {};
  return Object.assign(new Error(error.message), { stack: error.stack }, code);
}

/**
 * Turns what pg threw into a StoreError. Without SQLSTATE it is of the connection: refused, lost, late.
 * @param where as `shownLocation` says it
 */
export function fromPostgres(error: unknown, { where, auth }: Entered): StoreError {
  if (error instanceof StoreError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = codeOf(cause);
  const tls =
    cause.message === noTls
      ? ' To go without TLS, write sslmode=disable: what is read and written is clear text then.'
      : '';
  const refused = auth === 'iam' && isOfEntry(cause) ? ofIam(where) : undefined;
  const ended = 'code' in cause && cause.code === '57014' ? endedThere(where) : undefined;
  const words = `${refused ?? ended ?? advice(code, where)} (PostgreSQL: ${cause.message})${tls}`;
  return new StoreError(code, words, { cause: bare(cause) });
}
