import { Readable } from 'node:stream';
import type { createConnections } from '../../../src/aws/access/connections.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import { assumedXml, stsRefusal } from './aws.ts';
import { limitedService } from './limited-service.ts';

type Handler = ReturnType<typeof createConnections>;

export interface FakeSts {
  readonly handler: Handler;
  perSecond: number;
  throttles: (account: string) => boolean;
  denies: (account: string) => boolean;
  readonly asked: number;
  readonly refused: number;
  readonly mostAtOnce: number;
}

/** An STS in the place of the connections, with a limit, on a fake clock. Only AssumeRole. */
export function fakeSts(
  clock: FakeClock,
  limit: { readonly perSecond: number; readonly roundTripMs: number },
): FakeSts {
  const service = limitedService(clock, limit);
  let atOnce = 0;
  const sts = {
    mostAtOnce: 0,
    throttles: (_account: string) => false,
    denies: (_account: string) => false,
    get perSecond() {
      return service.perSecond;
    },
    set perSecond(value) {
      service.perSecond = value;
    },
    get asked() {
      return service.asked;
    },
    get refused() {
      return service.refused;
    },
    handler: {
      metadata: { handlerProtocol: 'http/1.1' },
      destroy() {},
      async handle({ body }: { readonly body: string }) {
        const account = /arn%3Aaws%3Aiam%3A%3A(\d{12})/.exec(body)?.[1] ?? '';
        atOnce += 1;
        sts.mostAtOnce = Math.max(sts.mostAtOnce, atOnce);
        const isAllowed = await service.send().then(
          () => true,
          () => false,
        );
        atOnce -= 1;
        if (!isAllowed || sts.throttles(account)) return answer(stsRefusal('Throttling', 'Rate exceeded', 400));
        if (sts.denies(account)) return answer(stsRefusal('AccessDenied', 'not authorized'));
        return answer(assumedXml(account, new Date(clock.now() + 3_600_000)));
      },
    } as unknown as Handler,
  };
  return sts;
}

function answer({ xml, status = 200 }: { readonly xml: string; readonly status?: number }) {
  const headers = { 'content-type': 'text/xml' };
  return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(xml)]) } };
}
