import { describe, expect, test } from 'vitest';
import { consoleUrl } from '../../src/domain/glue-console.ts';

const job = (name: string) => ({ type: 'job', name }) as const;

describe('consoleUrl', () => {
  test.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
    ['aws-eusc', 'eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu'],
  ])('%s: %s', (partition, region, base) => {
    expect(consoleUrl({ partition, region }, job('orders'))).toBe(
      `${base}/gluestudio/home?region=${region}#/editor/job/orders/details`,
    );
    expect(consoleUrl({ partition, region }, { type: 'configuration', name: 'std' })).toBe(
      `${base}/glue/home?region=${region}`,
    );
  });

  test.each([
    ['aws-iso', 'us-iso-east-1'],
    ['', 'eu-west-1'],
    ['aws', '*'],
    ['aws', 'evil.example/eu-west-1'],
    ['aws', 'eu-west-1.evil.example#-1'],
    ['constructor', 'eu-west-1'],
  ])('no link of %j %j', (partition, region) => {
    expect(consoleUrl({ partition, region }, job('orders'))).toBeUndefined();
  });

  test('a name is data', () => {
    const url = consoleUrl({ partition: 'aws', region: 'eu-west-1' }, job('a/b?c#d|e> "é'));
    expect(url).toContain('/editor/job/a%2Fb%3Fc%23d%7Ce%3E%20%22%C3%A9/details');
    expect(consoleUrl({ partition: 'aws', region: 'eu-west-1' }, job('\ud800'))).toBeUndefined();
  });
});
