import type { Message } from '../messages/message.ts';

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
}

export interface UploadedFile {
  /** With its ending: "report.html". */
  readonly name: string;
  readonly title: string;
  /** A sentence beside it. */
  readonly comment: string;
  readonly bytes: Uint8Array;
}

/** What is said with a message besides its own words. */
export interface ShownWith {
  /** It may repeat one that is there. */
  readonly mayRepeat?: boolean;
  /** It replies to a message that is not there any more. */
  readonly isOrphan?: boolean;
}

/** Where a message was posted. `isOrphan`: not in the thread that it was for, whose first message is gone. */
export interface Posted extends PostedMessage {
  readonly isOrphan?: true;
}

export interface Chat {
  /**
   * Posts a message, once. `deliveryId` travels as metadata. `thread`: the ts of the message that it replies to;
   * `broadcast`: it stands in the channel as well. `rightBefore` is awaited right before each sending, when all else is
   * ready; where it rejects (with a ChatError), nothing is sent, and the post rejects with the same error.
   * @throws {ChatError}
   */
  post(
    channel: string,
    message: Message,
    options: ShownWith & {
      readonly deliveryId: string;
      readonly thread?: string;
      readonly broadcast?: boolean;
      readonly rightBefore?: () => Promise<void>;
    },
  ): Promise<Posted>;
  /** `rightBefore`: as of a post. @throws {ChatError} `message-gone` when there is nothing left to edit, `message-fixed` when it stays as it is */
  update(
    posted: PostedMessage,
    message: Message,
    options?: ShownWith & { readonly rightBefore?: () => Promise<void> },
  ): Promise<void>;
  /**
   * Uploads a file to a channel or person, into the thread of a message where one is named.
   * @throws {ChatError} `not-authorised` with `missing_scope` where the app may not
   */
  upload(to: { readonly channel: string; readonly threadOf?: string }, file: UploadedFile): Promise<void>;
  /** Looks for a post by its metadata among those since `since` (epoch milliseconds), in that thread first. */
  find(
    channel: string,
    deliveryId: string,
    since: number,
    thread?: string,
  ): Promise<PostedMessage | 'absent' | 'cannot-tell'>;
  /** The address of a message for people. @throws {ChatError} `message-gone` */
  permalink(posted: PostedMessage): Promise<string>;
  /** Members of a user group, asked now. @throws {ChatError} */
  usergroupMembers(usergroup: string): Promise<readonly string[]>;
}

/** Something in the chat that the configuration names. */
export interface ChatNeed {
  /** `post`: a channel that messages go to. `ask`: one from which anybody may ask. */
  readonly use: 'post' | 'ask' | 'person' | 'group';
  readonly id: string;
}

/** One thing that was checked in the chat's own set-up. `fix` says what to do, and is given when it is not ok. */
export interface ChatCheck {
  readonly check: string;
  readonly ok: boolean;
  /** The chat did not say: neither right nor wrong. `ok` is false then. */
  readonly notChecked?: true;
  readonly detail: string;
  readonly fix?: string;
  /** What it is about; absent: the set-up as a whole. */
  readonly need?: ChatNeed;
  /** Ids of whoever is behind a person or a user group that is ok. */
  readonly people?: readonly string[];
}

export interface ChatProbe {
  /** Checks tokens, scopes and each of these, which are told apart by their ids. Never rejects. */
  check(needs: readonly ChatNeed[]): Promise<readonly ChatCheck[]>;
}
