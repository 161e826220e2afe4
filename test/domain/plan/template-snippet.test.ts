import { expect, test } from 'vitest';
import { templateSnippet } from '../../../src/domain/plan/template-snippet.ts';

test.each([
  ['CloudFormation', 'job', 'std-2', 'SecurityConfiguration: "std-2"'],
  ['CloudFormation', 'crawler', 'std-2', 'CrawlerSecurityConfiguration: "std-2"'],
  ['Terraform', 'job', 'std-2', 'security_configuration = "std-2"'],
  ['Terraform', 'crawler', 'a "b"', 'security_configuration = "a \\"b\\""'],
  // HCL would put a value in their place.
  ['Terraform', 'job', `\${x}%{y}`, `security_configuration = "$\${x}%%{y}"`],
  ['CloudFormation', 'job', `\${x}`, `SecurityConfiguration: "\${x}"`],
] as const)('%s, %s %s', (tool, type, configuration, snippet) => {
  expect(templateSnippet(tool, type, configuration)).toBe(snippet);
});
