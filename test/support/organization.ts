import type { Organization } from '../../src/domain/organization/organization.ts';

/** A whole organization, without a filter. */
export const everything: Organization = {
  organizationalUnits: { include: [], exclude: [] },
  tags: { include: {}, exclude: {} },
  excludedAccounts: [],
  scanRoleName: 'gluewarden/Scan',
  regions: 'enabled',
};
