import * as v from '@badrap/valita';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { fileShape } from '../../../src/config/schema.ts';
import { runDoctor } from '../../../src/usecases/doctor/doctor.ts';

/** Every key of gluewarden.yaml: what doctor asks AWS or Slack about, or why there is nothing to ask. */
const covered: Readonly<Record<string, { readonly asked: string } | { readonly why: string }>> = {
  'accounts[].id': { asked: '111122223333' },
  'accounts[].name': { why: 'a word of the file alone' },
  'accounts[].scanRoleArn': { asked: 'arn:aws:iam::111122223333:role/Scan' },
  'accounts[].remediationRoleArn': { asked: 'arn:aws:iam::111122223333:role/Fix' },
  'accounts[].externalId': { asked: 'external-id-of-one' },
  'accounts[].regions': { asked: 'eu-west-1' },
  'accounts[].kmsKeys': { asked: 'arn:aws:kms:eu-west-1:111122223333:alias/one' },
  'accounts[].owner.channel': { asked: 'COWNER' },
  'accounts[].owner.usergroup': { asked: 'SOWNER' },
  'accounts[].approvals.channel': { asked: 'COWNAPPROVALS' },
  'accounts[].approvals.approvers.users[]': { asked: 'UOWNAPPROVER' },
  'accounts[].approvals.approvers.usergroups[]': { asked: 'SOWNAPPROVERS' },
  'accounts[].approvals.approvers.ownerGroup': { why: 'the groups of owners are asked about as such' },
  'accounts[].approvals.required': { why: 'held against the approvers that Slack knows' },
  'accounts[].approvals.allowSelfApproval': { why: 'held against the approvers that Slack knows' },
  'accounts[].approvals.expireAfter': { why: 'a duration, judged when the file is read' },
  'accounts[].approvals.remindBefore': { why: 'a duration, judged when the file is read' },
  'organization.roleArn': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.externalId': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.organizationalUnits.include': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.organizationalUnits.exclude': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.tags.include': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.tags.exclude': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.accounts.exclude': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.scanRoleName': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.remediationRoleName': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.regions': { why: 'what is listed with it are accounts, which are all tried' },
  'organization.ownerTags.channel': { why: 'its accounts have what their tags say' },
  'organization.ownerTags.usergroup': { why: 'its accounts have what their tags say' },
  'organization.approvals.channel': { why: 'its accounts have it' },
  'organization.approvals.approvers.users[]': { why: 'its accounts have them' },
  'organization.approvals.approvers.usergroups[]': { why: 'its accounts have them' },
  'organization.approvals.approvers.ownerGroup': { why: 'the groups of owners are asked about as such' },
  'organization.approvals.required': { why: 'judged when the file is read' },
  'organization.approvals.allowSelfApproval': { why: 'judged when the file is read' },
  'organization.approvals.expireAfter': { why: 'judged when the file is read' },
  'organization.approvals.remindBefore': { why: 'judged when the file is read' },
  'schedules[].name': { why: 'a word of the file alone' },
  'schedules[].cron': { why: 'judged when the file is read' },
  'schedules[].timezone': { why: 'judged when the file is read' },
  'schedules[].accounts[]': { why: 'must be accounts of the file, which are all tried' },
  'schedules[].regions': { why: 'must be among the regions of its accounts; with "enabled" the scan itself says so' },
  'schedules[].channel': { asked: 'CSCHEDULE' },
  'schedules[].post': { why: 'judged when the file is read' },
  'schedules[].quietHours': { why: 'judged when the file is read' },
  'access.users': { asked: 'UMAYASK' },
  'access.usergroups': { asked: 'SMAYASK' },
  'access.channels': { asked: 'CMAYASK' },
  'approvals.channel': { asked: 'CAPPROVALS' },
  'approvals.approvers.users[]': { asked: 'UAPPROVER' },
  'approvals.approvers.usergroups[]': { asked: 'SAPPROVERS' },
  'approvals.approvers.ownerGroup': { why: 'the groups of owners are asked about as such' },
  'approvals.required': { why: 'held against the approvers that Slack knows' },
  'approvals.allowSelfApproval': { why: 'held against the approvers that Slack knows' },
  'approvals.expireAfter': { why: 'a duration, judged when the file is read' },
  'approvals.remindBefore': { why: 'a duration, judged when the file is read' },
  'remediation.mode': { why: 'a choice of two words, judged when the file is read' },
  'remediation.watchRunsFor': { why: 'a duration, judged when the file is read' },
  'operations.channel': { asked: 'COPERATIONS' },
  'operations.headDaily': { why: 'posts to the channel, which is asked for' },
  'retention.findings': { why: 'a duration, judged when the file is read' },
  'retention.scans': { why: 'a duration, judged when the file is read' },
  'retention.slots': { why: 'a duration, judged when the file is read' },
  'retention.messages': { why: 'a duration, judged when the file is read' },
  'retention.requests': { why: 'a duration, judged when the file is read' },
  'exceptions.maximum': { why: 'a duration, judged when the file is read' },
  'exceptions.timezone': { why: 'a name, judged when the file is read' },
  'exceptions.consent': { why: 'a word, judged when the file is read' },
  'exceptions.remindBefore': { why: 'a duration, judged when the file is read' },
  'exceptions.accepted[].name': { why: 'judged when the file is read' },
  'exceptions.accepted[].accounts': { why: 'judged when the file is read' },
  'exceptions.accepted[].regions': { why: 'judged when the file is read' },
  'exceptions.accepted[].kinds': { why: 'judged when the file is read' },
  'exceptions.accepted[].exposure': { why: 'judged when the file is read' },
  'exceptions.accepted[].tag': { why: 'judged when the file is read' },
  'exceptions.accepted[].reason': { why: 'judged when the file is read' },
  'exceptions.accepted[].owner': { why: 'judged when the file is read' },
  'exceptions.accepted[].until': { why: 'what has ended is a warning of the file, which doctor repeats' },
  'exceptions.accepted[].evenIfWorse': { why: 'judged when the file is read' },
  tags: { why: 'tag:GetResources is tried with the first of them' },
  'owners[].name': { why: 'judged when the file is read' },
  'owners[].tag': { why: 'judged when the file is read' },
  'owners[].accounts': { why: 'judged when the file is read' },
  'owners[].regions': { why: 'judged when the file is read' },
  'owners[].channel': { asked: 'CFINANCE' },
  'owners[].usergroup': { asked: 'SFINANCE' },
};

const file = `
accounts:
  - id: "111122223333"
    name: one
    scanRoleArn: arn:aws:iam::111122223333:role/Scan
    remediationRoleArn: arn:aws:iam::111122223333:role/Fix
    externalId: external-id-of-one
    regions: [eu-west-1]
    kmsKeys: { eu-west-1: "arn:aws:kms:eu-west-1:111122223333:alias/one" }
    owner: { channel: COWNER, usergroup: SOWNER }
    approvals: { channel: COWNAPPROVALS, approvers: { users: [UOWNAPPROVER], usergroups: [SOWNAPPROVERS] } }
  - id: "222233334444"
    scanRoleArn: arn:aws:iam::222233334444:role/Scan
    regions: [us-east-1]
schedules:
  - { name: daily, cron: "0 8 * * *", channel: CSCHEDULE }
access: { users: [UMAYASK], usergroups: [SMAYASK], channels: [CMAYASK] }
approvals: { channel: CAPPROVALS, approvers: { users: [UAPPROVER], usergroups: [SAPPROVERS] } }
operations: { channel: COPERATIONS }
tags: [team]
owners: [{ tag: { team: finance }, channel: CFINANCE, usergroup: SFINANCE }]
`;

/** The paths of what a map holds, down to what is neither a map nor a list. */
function leaves(shape: object, path = ''): string[] {
  if ('type' in shape) return leaves(Object(shape.type), path);
  if ('shape' in shape)
    return Object.entries(Object(shape.shape)).flatMap(([key, part]) =>
      leaves(Object(part), path === '' ? key : `${path}.${key}`),
    );
  return 'restType' in shape ? leaves(Object(shape.restType), `${path}[]`) : [path];
}

test('every key that the configuration can have is checked by doctor, or is said to need no check', () => {
  expect(leaves(fileShape)).toEqual(Object.keys(covered));
});

test('a key that is added to a part of the schema is seen', () => {
  const more = fileShape.extend({ pager: v.array(v.object({ service: v.string() })).optional() });
  expect(leaves(more)).toContain('pager[].service');
});

test('whatever the configuration names is asked about', async () => {
  const asked: unknown[] = [];
  const identity = { account: '111122223333', arn: 'arn' };
  await runDoctor({
    config: parseConfig(file, 'gluewarden.yaml'),
    cloud: {
      async probe({ id, scanRoleArn, externalId }, { region }) {
        asked.push(id, scanRoleArn, externalId, region);
        return { identity, permissions: [] };
      },
      async probeRemediation({ remediationRoleArn }) {
        asked.push(remediationRoleArn);
        return { identity, permissions: [] };
      },
      async probeKey(_account, { key }) {
        asked.push(key);
        return { state: 'usable' };
      },
    },
    chat: {
      async check(needs) {
        asked.push(...needs.map(({ id }) => id));
        return [];
      },
    },
    slackProblems: [],
    homeRegion: 'us-east-1',
    statementFor: () => undefined,
    enterStatement: () => undefined,
  });
  expect(asked).toEqual(
    expect.arrayContaining(Object.values(covered).flatMap((each) => ('asked' in each ? each.asked : []))),
  );
});
