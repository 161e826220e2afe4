import type { STSClientConfig } from '@aws-sdk/client-sts';
import { isCredentialError, toCloudError } from './errors.ts';

type Provider = Exclude<NonNullable<STSClientConfig['credentials']>, { readonly accessKeyId: string }>;

/**
 * The bot's own credentials, whose failures say whose they are. The SDK asks for them inside whatever call is made first:
 * a role of the profile that may not be assumed would be told as that call's refusal, and of a profile without
 * credentials it says no name ("Could not load credentials from any providers", @aws-sdk/credential-provider-node).
 */
export function nameOwnCredentials(provider: Provider, profile: string | undefined): Provider {
  return async (options) => {
    try {
      return await provider(options);
    } catch (error) {
      throw named(error, profile);
    }
  };
}

function named(error: unknown, profile: string | undefined): unknown {
  if (!(error instanceof Error)) return error;
  // Only a service answers with it: STS, for the role of a profile or of a web identity. Its sentence names the call.
  if ('$fault' in error) return toCloudError(askedCall(error.message) ?? 'AssumeRole', error);
  const given = /profile=(\S+) was/.exec(error.message)?.[1] ?? profile;
  if (!isCredentialError(error) || given === undefined) return error;
  const message = `${error.message} (profile: ${given})`;
  return Object.assign(new Error(message, { cause: error }), { name: error.name });
}

function askedCall(message: string): string | undefined {
  return /is not authorized to perform: sts:(\w+)/.exec(message)?.[1];
}
