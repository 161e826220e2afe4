import type { Finding } from '../../../domain/model.ts';
import type { Plan } from '../../../domain/plan/plan.ts';

/** Whoever decides about a plan for an accepted finding reads that it is one: the acceptance stays, and stops nothing. */
export function withAcceptance<T extends { readonly plan: Plan }>(made: T, { accepted }: Pick<Finding, 'accepted'>): T {
  if (accepted === undefined) return made;
  const { plan } = made;
  const note = `The risk of this finding is accepted until ${accepted.until}. It can be remediated all the same.`;
  return { ...made, plan: { ...plan, notes: [...plan.notes, note] } };
}
