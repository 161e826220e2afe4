import { getSigningKey, SignatureV4 } from '@smithy/signature-v4';
import { createBoundedCache } from './bounded-cache.ts';

type Settings = ConstructorParameters<typeof SignatureV4>[0];
type KeyInput = Parameters<typeof getSigningKey>;

/** More than are read at once, with their keys for Glue and KMS. */
const mostKept = 1_024;

/**
 * Makes the SDK's signer for one session, service and Region, and keeps what it derives of the session's secret for a
 * day's requests. The SDK keeps the last 50 of those keys: in a fleet, with one for each account and Region, every
 * request derived its own anew, which was a third of what signing costs. Were the SDK's member renamed, requests would
 * be signed as ever, and slower; a test counts.
 */
export function createSigners(): (settings: Settings) => SignatureV4 {
  const kept = createBoundedCache<Promise<Uint8Array>>(mostKept);
  return (settings) =>
    Object.assign(new SignatureV4(settings), {
      getSigningKey(
        this: { readonly service: string; readonly sha256: KeyInput[0] },
        credentials: KeyInput[1],
        region: string,
        day: string,
        service = this.service,
      ) {
        // An access key id belongs to one secret for ever, and the secret itself is in no name.
        const name = `${credentials.accessKeyId}/${day}/${region}/${service}`;
        return kept.get(name, () => getSigningKey(this.sha256, credentials, day, region, service));
      },
    });
}
