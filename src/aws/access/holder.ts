import type { STSClientConfig } from '@aws-sdk/client-sts';

export type Credentials = NonNullable<STSClientConfig['credentials']>;

/** Whose client it is: credentials, and a key that is another one whenever the credentials are fetched again. */
export interface Holder {
  /** Absent: every client is made again and kept by nobody here. */
  readonly key?: string;
  readonly credentials: Credentials;
}
