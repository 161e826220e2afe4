/** What a person may write where somebody decides on it, in characters: it is shown whole, never cut. */
export const mostSaid = { reason: 500, owner: 100 } as const;
