import { adminPolicy, makeUser } from '../../../sandbox/aws/seed/identities.ts';
import type { Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';

const account = '555566667777';
const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2'];

/** One account, five regions with 1,000 findings each: 100 configurations that nothing uses, 900 bare jobs. */
export function largeSeed(): Seed {
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  return {
    name: 'large',
    home: account,
    accounts: [
      {
        id: account,
        name: 'large',
        users: [makeUser(account, 'gluewarden', adminPolicy)],
        roles: [],
        regions: regions.map((region) => {
          const builder = new RegionBuilder(account, region, Date.now());
          for (const name of names(100, 'unused')) builder.disabled(name);
          return builder.jobs(names(300, 'exposed'), { bookmark: 'enable' }).jobs(names(600, 'latent'), {}).build();
        }),
        audited: {},
      },
    ],
  };
}
