/**
 * The action ids of everything that can be pressed or chosen. Buttons carry opaque ids as their value, never state.
 * The list of findings (a modal) keeps where it is in its private metadata; actions.ts writes and reads it.
 */
export const actionIds = {
  /** Button in a message; value: the query id. Opens the list. */
  browse: 'findings.browse',
  /** Buttons in the list; no value. */
  previousPage: 'findings.page.previous',
  nextPage: 'findings.page.next',
  /** Multi-selects in the list; option values: account ids, regions, exposures, kinds. Nothing chosen: all. */
  filterAccounts: 'findings.filter.accounts',
  filterRegions: 'findings.filter.regions',
  filterExposures: 'findings.filter.exposures',
  filterKinds: 'findings.filter.kinds',
} as const;
