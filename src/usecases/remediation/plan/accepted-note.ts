import type { Finding } from '../../../domain/model.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { acceptedNote } from '../../words/explain-plan.ts';

/** Whoever decides about a plan for an accepted finding reads that it is one: the acceptance stays, and stops nothing. */
export function withAcceptance<T extends { readonly plan: Plan }>(made: T, { accepted }: Pick<Finding, 'accepted'>): T {
  if (accepted === undefined) return made;
  const { plan } = made;
  return { ...made, plan: { ...plan, notes: [...plan.notes, acceptedNote(accepted.until)] } };
}
