import { describe, expect, it, test } from 'vitest';
import { homeOfPartition, knownPartition, partitionOf } from '../../../src/aws/access/partition.ts';
import { knownRegions } from '../../../src/domain/regions.ts';

describe('the partition of a region', () => {
  test.each([
    ['eu-west-1', 'aws', 'amazonaws.com', 'us-east-1'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn', 'cn-northwest-1'],
    ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com', 'us-gov-west-1'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu', 'eusc-de-east-1'],
    ['us-iso-west-1', 'aws-iso', 'c2s.ic.gov', 'us-iso-east-1'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov', 'us-isob-east-1'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk', 'eu-isoe-west-1'],
    ['us-isof-east-1', 'aws-iso-f', 'csp.hci.ic.gov', 'us-isof-south-1'],
  ])('%s is %s', (region, name, dnsSuffix, home) => {
    expect(partitionOf(region)).toEqual({ name, dnsSuffix });
    expect(knownPartition(region)).toBe(name);
    expect(homeOfPartition(region)).toBe(home);
  });

  it('is what an ARN of the account says, where the region is newer than the table', () => {
    expect(knownPartition('eusc-fr-west-1')).toBeUndefined();
    expect(partitionOf('eusc-fr-west-1', 'arn:aws-eusc:iam::111122223333:role/fix').name).toBe('aws-eusc');
  });

  it('is known of every region that the bot recognises as a word', () => {
    expect(knownRegions.filter((region) => knownPartition(region) === undefined)).toEqual([]);
    expect(new Set(knownRegions.map((region) => knownPartition(region))).size).toBe(8);
  });
});
