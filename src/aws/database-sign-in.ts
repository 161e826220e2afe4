import { type SignIn, SignInError } from '../usecases/ports/records/sign-in.ts';
import { toCloudError } from './access/errors.ts';
import { type CloudOptions, createReadingClients } from './cloud.ts';

/**
 * `<name>.<id>.<region>.rds.amazonaws.com`, also of a cluster of Aurora and of a proxy. In China hosts are seen as
 * `<name>.<id>.rds.<region>.amazonaws.com.cn` (so has the token of AWS's Java sample of IAM authentication), and in the
 * other order.
 */
const region = '([a-z]{2}(?:-[a-z]+)+-\\d+)';
const hosts = [
  new RegExp(`\\.${region}\\.rds\\.amazonaws\\.com(?:\\.cn)?$`, 'i'),
  new RegExp(`\\.rds\\.${region}\\.amazonaws\\.com\\.cn$`, 'i'),
];

/** The region that a host name of RDS names; undefined: another name for it. */
export function regionOfHost(host: string): string | undefined {
  const name = host.replace(/\.$/, '');
  const [found] = hosts.flatMap((form) => form.exec(name)?.[1] ?? []);
  return found?.toLowerCase();
}

/**
 * Signs in to a database of RDS with IAM: a token is signed here, with the bot's own credentials, and nothing is asked of
 * RDS. It is good for 15 minutes (https://repost.aws/knowledge-center/rds-postgresql-connect-using-iam), and for the host
 * name that it was signed for: RDS takes none for another name of the same database
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html; aws-pgsql-odbc #79).
 */
export function createDatabaseSignIn(options: CloudOptions): SignIn {
  const clients = createReadingClients(options);
  const identity = clients.sts();
  // Told by whoever asks first.
  identity.catch(() => undefined);
  return async ({ host, port, user }) => {
    const regionOf = regionOfHost(host);
    if (regionOf === undefined)
      throw new SignInError(
        'no-region',
        `the host name ${host} is not one of RDS (NAME.ID.REGION.rds.amazonaws.com), and a token is good for no other: let DATABASE_URL name the endpoint itself, and no name that points to it`,
      );
    const { Signer } = await import('@aws-sdk/rds-signer');
    try {
      const { credentials } = (await identity).config;
      return await new Signer({ hostname: host, port, username: user, region: regionOf, credentials }).getAuthToken();
    } catch (error) {
      const { code, message } = toCloudError('AssumeRole', error);
      throw new SignInError('no-credentials', `there are no AWS credentials to sign with (${code}: ${message})`);
    }
  };
}
