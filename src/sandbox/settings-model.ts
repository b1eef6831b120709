/** What a mailbox is besides its items, as the sandbox keeps it: what Graph shows is made from this. */

export interface Zoned {
  /** "2026-12-24T08:00:00.0000000" */
  dateTime: string;
  /** A Windows name or an IANA one. */
  timeZone: string;
}

export interface AutomaticReplies {
  status: 'disabled' | 'alwaysEnabled' | 'scheduled';
  externalAudience: 'none' | 'contactsOnly' | 'all';
  /** HTML. */
  internalReplyMessage: string;
  externalReplyMessage: string;
  scheduledStartDateTime: Zoned;
  scheduledEndDateTime: Zoned;
}

export interface WorkingHours {
  daysOfWeek: string[];
  /** "08:00:00.0000000" */
  startTime: string;
  endTime: string;
  timeZone: { name: string };
}

/** What PATCH mailboxSettings changes. */
export interface Preferences {
  automaticRepliesSetting: AutomaticReplies;
  dateFormat: string;
  timeFormat: string;
  timeZone: string;
  /** "de-DE" */
  locale: string;
  workingHours: WorkingHours;
  delegateMeetingMessageDeliveryOptions: string;
}

export interface Person {
  name: string;
  address: string;
}
export type Recipient = { emailAddress: Person };

export interface Rule {
  id: string;
  displayName: string;
  sequence: number;
  isEnabled: boolean;
  hasError: boolean;
  /** Made by Outlook for Outlook: it runs in the client, and no API changes it. */
  isReadOnly: boolean;
  conditions: Record<string, unknown>;
  exceptions: Record<string, unknown>;
  /** `moveToFolder` and `copyToFolder` are ids of folders of this mailbox. */
  actions: Record<string, unknown>;
}

export interface Category {
  id: string;
  displayName: string;
  color: string;
  /** Was there when the sandbox started. */
  seeded: boolean;
}

export interface Override {
  id: string;
  classifyAs: 'focused' | 'other';
  senderEmailAddress: Person;
  seeded: boolean;
}

export interface Settings {
  preferences: Preferences;
  /** In the order of their sequence. */
  rules: Rule[];
  categories: Category[];
  overrides: Override[];
  /** JPEG. */
  photo: Buffer | null;
  /** Addresses of who may send in this mailbox's name ("Send on behalf"). */
  sendOnBehalf: string[];
}

/** What somebody may do in a folder. */
export interface Grant {
  /** An address; "Default" or "Anonymous"; or what Exchange shows of people who are gone ("NT:S-1-5-21-…"). */
  who: string;
  /** Exchange's roles ("Reviewer"), one alone, or its single rights ("ReadItems"), any number. */
  rights: string[];
  /** "Delegate", "CanViewPrivateItems": only with Editor, only in the calendar. */
  flags: string[];
}

export interface ChecklistItem {
  id: string;
  displayName: string;
  isChecked: boolean;
  createdDateTime: string;
  checkedDateTime: string | null;
}

export interface LinkedResource {
  id: string;
  applicationName: string;
  displayName: string;
  externalId: string;
  webUrl: string;
}

/** What an administrator sets, and people do not see. */
export interface Traits {
  /** Besides the primary address: "smtp:…", "x500:/o=…". */
  proxies: string[];
  forwardTo?: string;
  onHold: boolean;
  /** Of a room. */
  capacity?: number;
}

/** Settings before they are in a mailbox. A folder is a well-known name, or its path: "/Projects/2024". */
export interface SeedSettings {
  preferences: Preferences;
  /** In their order; `moveToFolder` and `copyToFolder` name folders as above, or one that does not exist. */
  rules: Omit<Rule, 'id' | 'sequence'>[];
  categories: Omit<Category, 'id' | 'seeded'>[];
  overrides: Omit<Override, 'id' | 'seeded'>[];
  photo: Buffer | null;
  sendOnBehalf: string[];
  grants: (Grant & { folder: string })[];
  calendarColors: Record<string, string>;
  /** Of the task at that place in its folder. */
  tasks: {
    folder: string;
    at: number;
    checklistItems: Pick<ChecklistItem, 'displayName' | 'isChecked'>[];
    linkedResources: Omit<LinkedResource, 'id'>[];
  }[];
  traits: Traits;
}
