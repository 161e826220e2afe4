import { invalid } from '../errors.ts';
import { type Call, optionalText } from '../operation.ts';
import { askedSize } from '../paging.ts';

/** The account's Regions with their status. AccountId is for an organization's management account, which this has not. */
export function listRegions(call: Call): object {
  if (optionalText(call, 'AccountId') !== undefined) {
    throw invalid('account', 'AccountId is only for the management account or a delegated administrator');
  }
  const limit = askedSize(call, { max: 50, usual: 20 });
  const token = optionalText(call, 'NextToken', { max: 1000 });
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(start)) throw invalid('account', 'Invalid NextToken');
  const wanted = call.input.RegionOptStatusContains;
  const all = [...call.world.account(call.identity.account).optStatus]
    .map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }))
    .filter(({ RegionOptStatus }) => !Array.isArray(wanted) || wanted.includes(RegionOptStatus));
  const end = start + limit;
  return {
    Regions: all.slice(start, end),
    ...(end < all.length && { NextToken: Buffer.from(String(end)).toString('base64') }),
  };
}
