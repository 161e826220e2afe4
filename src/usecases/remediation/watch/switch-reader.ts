import { CloudError } from '../../../domain/errors.ts';
import type { Account } from '../../../domain/fleet.ts';
import type { DefinitionReader, RemediationCloud } from '../../ports/remediation-cloud.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';

/**
 * A reader of where a job was moved. @throws {CloudError} also with code `AccountMismatch`: what a job of the same name
 * does in another account says nothing of this one
 */
export async function switchReader(
  cloud: Pick<RemediationCloud, 'reader'>,
  known: Account,
  { account, region }: Pick<SwitchRow, 'account' | 'region'>,
): Promise<DefinitionReader> {
  const entered = await cloud.reader(known, region);
  if (entered.account !== account) throw new CloudError('AssumeRole', 'AccountMismatch', 'Another account was entered');
  return entered.reader;
}
