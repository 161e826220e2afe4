/**
 * Where each of AWS's clouds has its console. Sources: Apache Airflow's links to Glue (`BaseAwsLink.get_aws_domain`) for the
 * first two, AWS's own table of ECS images for GovCloud, the AWS CLI's tests of its sign-in for the European Sovereign
 * Cloud. A cloud that is not here gets no link: none is better than a wrong one.
 */
const hosts: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
  ['aws-eusc', 'console.amazonaws-eusc.eu'],
]);

/** A region's own name, which becomes a host's. */
const regionName = /^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/;

/**
 * The page of a job in Glue Studio (as Apache Airflow and AWS SageWorks write it), or for a configuration, of which no
 * page's address is documented, Glue in its region. Undefined: the cloud is not known, or the region is no name.
 */
export function consoleUrl(
  { partition, region }: { readonly partition: string; readonly region: string },
  what: { readonly type: 'job' | 'configuration'; readonly name: string },
): string | undefined {
  const host = hosts.get(partition);
  if (host === undefined || !regionName.test(region) || !what.name.isWellFormed()) return undefined;
  const base = `https://${region}.${host}`;
  return what.type === 'job'
    ? `${base}/gluestudio/home?region=${region}#/editor/job/${encodeURIComponent(what.name)}/details`
    : `${base}/glue/home?region=${region}`;
}
