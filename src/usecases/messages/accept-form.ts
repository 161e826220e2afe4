import type { Finding } from '../../domain/model.ts';

/** What a form needs in which a risk is accepted. */
export interface AcceptForm {
  readonly kind: 'accept-form';
  readonly finding: Pick<Finding, 'account' | 'region' | 'kind' | 'name' | 'exposure'> & {
    readonly accountName?: string;
  };
  /** Days that may be taken, the first and the last, and the one that is proposed: YYYY-MM-DD. */
  readonly first: string;
  readonly latest: string;
  readonly proposed: string;
  readonly timezone: string;
  /** False: it holds at once. */
  readonly needsConsent: boolean;
}
