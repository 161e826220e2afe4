import { actionIds } from './action-ids.ts';
import { shortenEnd } from './display-name.ts';
import type { Button, Item } from './document.ts';

interface Asked {
  readonly requestId: string;
  /** For a screen reader: "`etl` and 2 more". */
  readonly about: string;
  /** How many plans it has. */
  readonly plans: number;
  /** What it does, as "switches 3 jobs". Absent: only Details say it. */
  readonly effect?: string;
  /** True: an approval was given, and others are awaited. */
  readonly isPartlyApproved?: boolean;
}

/** What those who decide press, and whoever asked. */
export function decidingButtons({ requestId, about, plans, effect, isPartlyApproved = false }: Asked): Item {
  const what = effect === undefined ? 'Details say what it does.' : `It ${shortenEnd(effect, 200)}.`;
  const deciding: readonly Button[] = [
    {
      label: 'Approve',
      actionId: actionIds.approve,
      value: requestId,
      says: `Approve the remediation of ${about}`,
      style: 'primary',
      confirm: {
        title: plans > 1 ? `Approve these ${plans} remediations?` : 'Approve this remediation?',
        text: `${what} It starts at once, in AWS.`,
        yes: 'Approve',
        no: 'Not yet',
      },
    },
    {
      label: 'Reject',
      actionId: actionIds.reject,
      value: requestId,
      says: `Reject the remediation of ${about}`,
      style: 'danger',
    },
    { label: 'Details', actionId: actionIds.details, value: requestId, says: `Everything about the plan for ${about}` },
    { label: 'Withdraw', actionId: actionIds.withdraw, value: requestId, says: `Withdraw the request for ${about}` },
    ...(isPartlyApproved ? [takeBackButton(requestId, about)] : []),
  ];
  return { type: 'buttons', buttons: deciding, instead: '/glue-remediate status' };
}

/** Everybody sees it beside an approval that is awaited with others; it works for who gave one. */
export function takeBackButton(requestId: string, about: string): Button {
  return {
    label: 'Take my approval back',
    actionId: actionIds.takeBack,
    value: requestId,
    says: `Take my approval of ${about} back`,
  };
}
