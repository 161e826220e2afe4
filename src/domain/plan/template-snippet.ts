import type { ManagedBy } from '../glue-arn.ts';
import type { DependentType } from './plan.ts';

/**
 * What a template must say so that the next deploy does not turn a change back. JSON's quoting is valid in YAML and, but
 * for `${` and `%{`, in HCL.
 */
export function templateSnippet(tool: ManagedBy['tool'], type: DependentType, configuration: string): string {
  const quoted = JSON.stringify(configuration);
  if (tool === 'Terraform') return `security_configuration = ${quoted.replace(/([$%])\{/g, '$1$1{')}`;
  const member = type === 'crawler' ? 'CrawlerSecurityConfiguration' : 'SecurityConfiguration';
  return `${member}: ${quoted}`;
}
