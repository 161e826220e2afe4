import type { RemediationRecords } from '../../../src/usecases/ports/remediation-records.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import type { Around } from '../fakes/fake-glue.ts';

/** What a process meets when it is dead: nothing of it may go on. */
export class Died extends Error {
  constructor(at: string) {
    super(`died at ${at}`);
    this.name = 'Died';
  }
}

/** Kills at the n-th point, counted from 1; everything afterwards fails as well. */
export class Fate {
  readonly killAt: number;
  readonly passed: string[] = [];
  dead = false;

  constructor(killAt = Number.POSITIVE_INFINITY) {
    this.killAt = killAt;
  }

  point(what: string): void {
    if (this.dead) throw new Died('once more');
    this.passed.push(what);
    if (this.passed.length < this.killAt) return;
    this.dead = true;
    throw new Died(what);
  }

  get around(): Around {
    return ({ operation, name }, phase) => this.point(`${phase} ${operation} ${name}`);
  }
}

const writes = [
  'claimExecution',
  'renewLease',
  'journal',
  'endExecution',
  'rescanned',
  'postponeRescan',
  'postponeExecution',
] as const;

/** A store of a process that can die before and after each write, and inside each transaction before it commits. */
export function mortalStore(store: Store, fate: Fate): Store {
  async function around<T>(what: string, work: () => Promise<T>): Promise<T> {
    fate.point(`before ${what}`);
    const answer = await work();
    fate.point(`after ${what}`);
    return answer;
  }
  const { remediation } = store;
  const mortal: Pick<RemediationRecords, (typeof writes)[number]> = {
    claimExecution: (claim) => around('claim', () => remediation.claimExecution(claim)),
    renewLease: (id, holder, until) => around('renew', () => remediation.renewLease(id, holder, until)),
    journal: (id, holder, outcome) =>
      around(`journal ${outcome.stepId} ${outcome.state}`, () => remediation.journal(id, holder, outcome)),
    endExecution: (id, holder, state, at) => around('let go', () => remediation.endExecution(id, holder, state, at)),
    postponeExecution: (id, holder, until) =>
      around('postpone execution', () => remediation.postponeExecution(id, holder, until)),
    rescanned: (asked) => around('rescanned', () => remediation.rescanned(asked)),
    postponeRescan: (asked, dueAt) => around('postpone', () => remediation.postponeRescan(asked, dueAt)),
  };
  return {
    ...store,
    remediation: { ...remediation, ...mortal },
    transaction: (work) =>
      around('transaction', () =>
        store.transaction(async (records) => {
          const answer = await work(records);
          fate.point('inside transaction');
          return answer;
        }),
      ),
  };
}
