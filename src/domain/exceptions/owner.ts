/** Who answers for a risk, where it is somebody whom the chat knows. */
export type OwnerKind = 'person' | 'group';

/** Whose risk it is. */
export interface Owner {
  /** The id of a person or user group of the chat, or words. */
  readonly owner: string;
  /** Absent: words, or written by an older version. */
  readonly ownerIs?: OwnerKind;
}

/**
 * Slack's ids have 9 characters at least (its support, in FriendsOfFlarum/webhooks #14), and digits among them: WEBTEAM is a
 * word.
 */
const person = /^[UW](?=[A-Z]*\d)[A-Z0-9]{8,30}$/;
const group = /^S(?=[A-Z]*\d)[A-Z0-9]{8,30}$/;

const mentions = { person: /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/, group: /^<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>$/ } as const;

function kindOfText(text: string): OwnerKind | undefined {
  if (person.test(text)) return 'person';
  return group.test(text) ? 'group' : undefined;
}

/** What it is, as far as its text says where nobody said. */
export function ownerKind({ owner, ownerIs }: Owner): OwnerKind | undefined {
  return ownerIs ?? kindOfText(owner);
}

/** What was typed, chosen or stored: a mention is a person or group, whatever its id looks like. */
export function readOwner(text: string): Owner {
  for (const ownerIs of ['person', 'group'] as const) {
    const owner = mentions[ownerIs].exec(text)?.[1];
    if (owner !== undefined) return { owner, ownerIs };
  }
  return { owner: text };
}

/** As `readOwner` reads it: an id that tells by itself stands as it is. */
export function ownerText({ owner, ownerIs }: Owner): string {
  if (ownerIs === undefined || kindOfText(owner) === ownerIs) return owner;
  return ownerIs === 'person' ? `<@${owner}>` : `<!subteam^${owner}>`;
}
