import { type Account, accountLabel } from '../../../domain/fleet.ts';
import type { Paused } from '../../messages/paused.ts';
import type { Pause } from '../../ports/remediation-records.ts';

/** True while no new step of this account begins. */
export function isPausedFor(account: string, pause: Pause | undefined): boolean {
  return pause !== undefined && pause.resumed?.includes(account) !== true;
}

/** A pause as messages say it, with the accounts by name. */
export function pausedWith({ by, at, resumed }: Pause, account: (id: string) => Account | undefined): Paused {
  const goesOn = resumed?.map((id) => accountLabel(account(id) ?? { id }));
  return { by, at, ...(goesOn && { goesOn }) };
}
