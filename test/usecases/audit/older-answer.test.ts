import { beforeEach, describe, expect, test } from 'vitest';
import { CloudError } from '../../../src/domain/errors.ts';
import { createAudit } from '../../../src/usecases/audit/audit.ts';
import { rescanTarget } from '../../../src/usecases/audit/rescan-target.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { giveBack } from '../../../src/usecases/bot/recover-work.ts';
import { makeRescans } from '../../../src/usecases/remediation/execute/make-rescans.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud, type FakeRegion } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, job, target } from '../../support/inventory.ts';

const used = [job('etl', { securityConfiguration: 'std', defaultBookmark: 'job-bookmark-enable' })];
const account = { id: target.account, regions: [target.region] };

let base: Awaited<ReturnType<typeof kit>>;
let region: FakeRegion;
let cloud: FakeCloud;

beforeEach(async () => {
  base = await kit();
  region = { configurations: [disabled('std')], jobs: [] };
  cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
});

/** A process of the bot: what it shares with the others is the database. */
function process(processId: string) {
  const scan = createScanFleet({ ...base, cloud });
  const own = { ...base, processId, scan, account: () => account };
  const rescan = () => rescanTarget(own, target);
  return {
    audit: () =>
      createAudit(own)({
        scope: { accounts: [account] },
        actor: { user: 'U', channel: 'C' },
        command: 'x',
        progress() {},
      }),
    /** Its look for re-scans that are wished for. */
    look: () => makeRescans({ ...base, isStopping: () => false, rescan }),
  };
}

/** From here on, reads answer what is true now, when the returned function is called. */
function hold(): () => void {
  const gate = Promise.withResolvers<void>();
  region.gate = gate.promise;
  return () => {
    delete region.gate;
    gate.resolve();
  };
}

const wish = () => base.store.remediation.askRescan(target, base.clock.now());
const wishes = async () => (await base.store.remediation.rescansAsked()).length;
const known = async () =>
  (await base.store.findings.openIn([target])).map(({ name, exposure }) => `${name} ${exposure}`);

/** Something is changed in AWS, and a re-scan is wished for. */
async function change(jobs: typeof used): Promise<void> {
  await base.clock.advance(1);
  region.jobs = jobs;
  await wish();
}

test('a wish is not met by an audit of the same process that began before it', async () => {
  const bot = process('p1');
  const release = hold();
  const auditing = bot.audit();
  await settle();
  await change(used);
  const looking = bot.look();
  await settle();
  release();
  await Promise.all([auditing, looking]);
  expect(await known()).toEqual(['std exposed']);
  expect(await wishes()).toBe(0);
});

test('a wish of a change that was made while the re-scan ran is met by another one', async () => {
  const bot = process('p1');
  await wish();
  const release = hold();
  const looking = bot.look();
  await settle();
  await change(used);
  release();
  await looking;
  expect([await known(), await wishes()]).toEqual([['std unused'], 1]);
  await bot.look();
  expect([await known(), await wishes()]).toEqual([['std exposed'], 0]);
});

test('two processes make the same re-scan: the end of the older one takes no newer wish away', async () => {
  const [one, two] = [process('p1'), process('p2')];
  await wish();
  const release = hold();
  const older = one.look();
  await settle();
  await change(used);
  delete region.gate;
  await two.look();
  expect([await known(), await wishes()]).toEqual([['std exposed'], 0]);
  await change([]);
  release();
  await older;
  // What the older one saw is not recorded over what the newer one saw.
  expect([await known(), await wishes()]).toEqual([['std exposed'], 1]);
  await two.look();
  expect([await known(), await wishes()]).toEqual([['std unused'], 0]);
});

test('a re-scan of a process that was taken for dead recorded nothing: the wish stays', async () => {
  const bot = process('p1');
  region.jobs = used;
  await wish();
  const release = hold();
  const looking = bot.look();
  await settle();
  await giveBack(base, 'p1');
  release();
  await looking;
  expect([await known(), await wishes()]).toEqual([[], 1]);
  await process('p2').look();
  expect([await known(), await wishes()]).toEqual([['std exposed'], 0]);
});

test('a wish in the same millisecond, or after the clock was put back, is another one', async () => {
  const { remediation } = base.store;
  await remediation.askRescan(target, 5);
  for (const at of [5, 3]) {
    const [before] = await remediation.rescansAsked();
    await remediation.askRescan(target, at);
    await remediation.rescanned(before ?? { ...target, at: 0 });
    expect(await wishes()).toBe(1);
  }
});

test.each(['its deadline', 'a role that is refused late'])('a scan that ends by %s hides no newer one', async (how) => {
  const [slow, quick] = [process('p1'), process('p2')];
  const [enter, refusal] = [cloud.enter.bind(cloud), Promise.withResolvers<void>()];
  if (how === 'its deadline') hold();
  else
    cloud.enter = async () => {
      await refusal.promise;
      throw new CloudError('AssumeRole', 'AccessDenied', 'refused');
    };
  const older = slow.audit();
  await settle();
  cloud.enter = enter;
  await base.clock.advance(1_000);
  delete region.gate;
  region.jobs = used;
  await quick.audit();
  refusal.resolve();
  await base.clock.advance(300_000);
  const answer = await older;
  expect(await base.store.targets.get([target])).toMatchObject([{ outcome: 'scanned' }]);
  expect(await known()).toEqual(['std exposed']);
  expect(answer).toMatchObject({ scanned: 1, unknown: [] });
});

describe('a region that could not be scanned is no answer', () => {
  const unreachable = () => {
    region.fails = { GetJobs: 'ThrottlingException' };
  };
  const minute = 60_000;

  test('the wish stays, is tried again a minute later and not before, and is met once the region is seen', async () => {
    const bot = process('p1');
    unreachable();
    await change(used);
    await bot.look();
    expect(await base.store.targets.get([target])).toMatchObject([{ outcome: 'unknown' }]);
    expect(await wishes()).toBe(1);
    delete region.fails;
    await base.clock.advance(minute - 1);
    await bot.look();
    // What was really seen is kept; how it is used is as nobody can say.
    expect([await known(), await wishes()]).toEqual([['std unused'], 1]);
    await base.clock.advance(1);
    await process('p2').look();
    expect([await known(), await wishes()]).toEqual([['std exposed'], 0]);
  });

  test('one that stays unknown is asked less and less, for about a day, and then not any more', async () => {
    const bot = process('p1');
    unreachable();
    await change(used);
    const began = base.clock.now();
    const at: number[] = [];
    for (let looks = 0; (await wishes()) > 0 && looks < 24 * 60 * 2; looks += 1) {
      const before = cloud.calls.length;
      await bot.look();
      if (cloud.calls.length > before) at.push((base.clock.now() - began) / minute);
      await base.clock.advance(minute);
    }
    expect(at.slice(0, 8)).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(at).toHaveLength(30);
    expect(at.at(-1)).toBeLessThan(24 * 60 + 60);
    expect(await wishes()).toBe(0);
    expect(base.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', text: expect.stringContaining('it is given up') }),
    );
  });

  test('a new change is asked at once, also while an older wish waits', async () => {
    const bot = process('p1');
    unreachable();
    await change([]);
    for (const wait of [0, minute, 2 * minute]) {
      await base.clock.advance(wait);
      await bot.look();
    }
    delete region.fails;
    await change(used);
    await bot.look();
    expect([await known(), await wishes()]).toEqual([['std exposed'], 0]);
  });

  test('a scan that fails for reasons of our own waits as well', async () => {
    await change(used);
    let scans = 0;
    const look = () =>
      makeRescans({
        ...base,
        isStopping: () => false,
        rescan: async () => {
          scans += 1;
          throw new Error('a fault of ours');
        },
      });
    for (let looks = 0; looks < 5; looks += 1) await look();
    expect([scans, await wishes()]).toEqual([1, 1]);
    await base.clock.advance(minute);
    await look();
    expect(scans).toBe(2);
  });

  test('a wait that a clock made long, before it was put right, is not waited for', async () => {
    const bot = process('p1');
    await wish();
    const [asked] = await base.store.remediation.rescansAsked();
    if (asked) await base.store.remediation.postponeRescan(asked, base.clock.now() + 30 * 24 * 60 * minute);
    await bot.look();
    expect(await wishes()).toBe(0);
  });
});
