import { consoleUrl } from '../../../domain/glue-console.ts';
import { actionIds } from './action-ids.ts';
import { shortenMiddle } from './display-name.ts';
import type { Item } from './document.ts';

interface Linked {
  readonly account: string;
  readonly region: string;
  readonly partition?: string;
}

/**
 * A button that opens a job, or Glue in the region of a configuration, in the AWS console. None where the cloud is not
 * known.
 */
export function consoleItems(
  { account, region, partition }: Linked,
  what: { readonly type: 'job' | 'configuration'; readonly name: string },
): Item[] {
  const url = partition === undefined ? undefined : consoleUrl({ partition, region }, what);
  if (url === undefined) return [];
  const opened = what.type === 'job' ? `job ${shortenMiddle(what.name, 30)}` : `Glue in ${region}`;
  const says = `Open ${opened} in the AWS console, account ${account}`;
  return [
    {
      type: 'buttons',
      buttons: [{ label: 'Open in AWS console', actionId: actionIds.openConsole, value: what.type, says, url }],
      instead: url,
    },
  ];
}
