import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText, structureIn } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { createSecurityConfigurationInput } from '../models.ts';
import type { EncryptionConfiguration } from '../shapes.ts';

/** [inferred] A mode that needs a key is refused without one. That the key exists is not checked. */
function checkKeys(encryption: EncryptionConfiguration): void {
  const { S3Encryption, CloudWatchEncryption, JobBookmarksEncryption, DataQualityEncryption } = encryption;
  const blocks = [
    ...(S3Encryption ?? []).map((one) => [one.S3EncryptionMode, one.KmsKeyArn] as const),
    [CloudWatchEncryption?.CloudWatchEncryptionMode, CloudWatchEncryption?.KmsKeyArn] as const,
    [JobBookmarksEncryption?.JobBookmarksEncryptionMode, JobBookmarksEncryption?.KmsKeyArn] as const,
    [DataQualityEncryption?.DataQualityEncryptionMode, DataQualityEncryption?.KmsKeyArn] as const,
  ];
  const wrong = blocks.find(([mode, key]) => (mode === 'SSE-KMS' || mode === 'CSE-KMS') && !key);
  if (wrong) throw invalid('glue', `KmsKeyArn is required for encryption mode ${wrong[0]}`);
}

/** Creates a security configuration: they can be deleted, and never changed. */
export function createSecurityConfiguration(call: Call): object {
  validate('glue', call.input, createSecurityConfigurationInput);
  const name = requiredText(call, 'Name');
  const encryption: EncryptionConfiguration = structureIn(call, 'EncryptionConfiguration');
  checkKeys(encryption);
  const { securityConfigurations } = call.world.region(call.identity.account, call.region);
  if (securityConfigurations.get(name)) {
    throw new ServiceError('AlreadyExistsException', `Security Configuration ${name} already exists.`);
  }
  if (securityConfigurations.size >= call.world.settings.mostConfigurations) {
    throw new ServiceError('ResourceNumberLimitExceededException', 'Number of security configurations exceeded.');
  }
  const created = call.now / 1000;
  securityConfigurations.put(name, { Name: name, CreatedTimeStamp: created, EncryptionConfiguration: encryption });
  // The answer spells it with a small s, and what Get returns with a capital one.
  return { Name: name, CreatedTimestamp: created };
}
