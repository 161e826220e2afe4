import { type SignIn, SignInError } from '../usecases/ports/records/sign-in.ts';
import { toCloudError } from './access/errors.ts';
import { type CloudOptions, createReadingClients } from './cloud.ts';

/**
 * `<name>.<id>.<region>.rds.amazonaws.com`, also of a proxy and of Aurora's clusters, and in China with `.cn`:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstances.html
 */
const ofRds = /\.([a-z]{2}(?:-[a-z]+)+-\d+)\.rds\.amazonaws\.com(?:\.cn)?$/i;

/** The region that a host name of RDS names; undefined: another name for it. */
export function regionOfHost(host: string): string | undefined {
  return ofRds.exec(host.replace(/\.$/, ''))?.[1]?.toLowerCase();
}

/**
 * Signs in to a database of RDS with IAM: a token is signed here, with the bot's own credentials, and nothing is asked of
 * RDS. It is good for 15 minutes, and a connection that it opened for as long as that stays open:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export function createDatabaseSignIn(options: CloudOptions): SignIn {
  const clients = createReadingClients(options);
  const identity = clients.sts();
  // Told by whoever asks first.
  identity.catch(() => undefined);
  return async ({ host, port, user }) => {
    const region = regionOfHost(host) ?? options.region;
    if (region === undefined)
      throw new SignInError(
        'no-region',
        `the host name ${host} is not one of RDS (…region.rds.amazonaws.com): set AWS_REGION to the region of the database`,
      );
    const { Signer } = await import('@aws-sdk/rds-signer');
    try {
      const { credentials } = (await identity).config;
      return await new Signer({ hostname: host, port, username: user, region, credentials }).getAuthToken();
    } catch (error) {
      const { code, message } = toCloudError('AssumeRole', error);
      throw new SignInError('no-credentials', `there are no AWS credentials to sign with (${code}: ${message})`);
    }
  };
}
