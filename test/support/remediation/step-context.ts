import type { StepContext } from '../../../src/usecases/remediation/execute/execute-step.ts';
import type { FakeGlue } from '../fakes/fake-glue.ts';

/** What a step is given, with sessions of a fake Glue; counts what it asks for. */
export function fakeContext(glue: FakeGlue) {
  const seen = { sessions: 0, forgotten: 0, leases: 0, slept: [] as number[] };
  let session: ReturnType<FakeGlue['session']> | undefined;
  const context: StepContext = {
    session() {
      if (session === undefined) seen.sessions += 1;
      session ??= glue.session({}, { id: 'plan-1' }, []);
      return session;
    },
    forgetSession() {
      seen.forgotten += 1;
      session = undefined;
    },
    async keepLease() {
      seen.leases += 1;
    },
    async mayAct() {},
    early: async () => undefined,
    sending() {},
    startAge: () => () => 0,
    tooOld() {},
    async sleep(ms) {
      seen.slept.push(ms);
    },
    async settle(ms) {
      seen.slept.push(ms);
    },
  };
  return { context, seen };
}
