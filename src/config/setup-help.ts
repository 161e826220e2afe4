import { largest } from '../domain/audit/extremes.ts';
import type { SettingsError } from './problems.ts';

const slackSteps = `How to get the Slack settings
  1. npm run -s manifest           prints the app's manifest
  2. https://api.slack.com/apps    Create New App → From a manifest → paste it
  3. Install App                   install it to the workspace; copy the Bot User OAuth Token
                                     → SLACK_BOT_TOKEN=xoxb-…
  4. Basic Information             App-Level Tokens → Generate, with scope connections:write
                                     → SLACK_APP_TOKEN=xapp-…
     (or, where Slack can reach the bot over HTTPS: the Signing Secret on the same page
                                     → SLACK_SIGNING_SECRET=…, and no app token)
  5. Put them into the environment and run npm start again; then npm run -s doctor checks the rest.`;

const accountsSteps = `Which AWS accounts are audited, in gluewarden.yaml (without it: that of the bot's own credentials)
  accounts:                        each by hand, with its scanRoleArn; npm run -s policy prints what roles need
  organization:                    those of an AWS organization: scanRoleName, and roleArn, which may list them`;

const without = `Without any of that
  npm run demo                     everything local: a small Slack in the browser, a fleet to audit
  npm run -s audit                 audits AWS from this terminal; needs no Slack`;

/** What `npm start` says when the environment is not enough: what is missing, how to get it, what works without. */
export function startHelp(error: SettingsError): string {
  const slack = error.problems.some((problem) => problem.path.startsWith('SLACK_'));
  const width = largest(error.problems.map((problem) => problem.path.length));
  const list = error.problems.map(({ path, message }) => `  ${path.padEnd(width)}  ${message}`).join('\n');
  const heading = error.slackUnset
    ? 'Gluewarden needs a Slack app to start.'
    : 'Gluewarden cannot start with this environment.';
  return [`${heading}\n\n${list}`, ...(slack ? [slackSteps, accountsSteps, without] : [])].join('\n\n');
}
