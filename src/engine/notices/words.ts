/**
 * [pure] The words of a notice: Markdown with placeholders, and what one person gets of it. Placeholders are filled in
 * after the Markdown has been understood, so that nobody's name can become a link or a heading.
 */
import MarkdownIt, { type Token } from 'markdown-it';
import type { NoticeMoment } from '../../db/schema.ts';
import type { MeetingSums } from '../meetings/found.ts';
import { ok, type Result, refuse } from '../refusal.ts';

export interface Words {
  subject: string;
  body: string;
}

export interface Values {
  /** As the directory says it; else what stands before the @. */
  name: string;
  source: string;
  destination: string;
  project: string;
  /** The day on which it is sent. */
  date: string;
  /**
   * To organizers of meetings: how many of theirs lose their link, "1,000+" if there are later ones; and the day on which
   * the next of those begins, or that of sending while one is under way.
   */
  meetings?: string;
  next?: string;
}
const always: (keyof Values)[] = ['name', 'source', 'destination', 'project', 'date'];
const knownFor = (moment: NoticeMoment): (keyof Values)[] =>
  moment === 'meetings' ? [...always, 'meetings', 'next'] : always;

/** A card shows all of it twice, and must stay under 25 KB. */
const longest = { subject: 200, body: 4_000 };

/** Trimmed, or what is wrong with them. */
export const checkWords = (typed: Words, moment: NoticeMoment): Result<Words> => {
  const known = knownFor(moment);
  const words = { subject: typed.subject.replace(/\s+/g, ' ').trim(), body: typed.body.trim() };
  for (const part of ['subject', 'body'] as const) {
    if (words[part] === '' || words[part].length > longest[part])
      return refuse(
        'invalid',
        `The ${part} of a notice has 1 to ${longest[part].toLocaleString('en')} characters, and this one has ${words[part].length.toLocaleString('en')}.`,
        'Change it and save again. What was saved before is as it was.',
      );
  }
  const unknown = placeholdersIn(`${words.subject}\n${words.body}`).find(
    (name) => !known.some((one) => one === name),
  );
  return unknown === undefined
    ? ok(words)
    : refuse(
        'invalid',
        `There is no placeholder {${unknown}}.`,
        `Use ${known.map((name) => `{${name}}`).join(', ')}, and braces for nothing else.`,
      );
};

const placeholder = /\{([^{}\n]*)\}/g;

const placeholdersIn = (text: string): string[] =>
  [...text.matchAll(placeholder)].map(([, name = '']) => name);

const said = (values: Values, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name as keyof Values] : undefined;

/** Does anybody have to be asked for the person's name? */
export const namesPeople = ({ subject, body }: Words): boolean => `${subject}\n${body}`.includes('{name}');

export const fill = (text: string, values: Values): string =>
  text.replace(placeholder, (whole, name: string) => said(values, name) ?? whole);

/** What one person gets. */
export const letterOf = ({ subject, body }: Words, values: Values): { subject: string; html: string } => ({
  subject: fill(subject, values).replace(/\s+/g, ' '),
  html: htmlOf(body, values),
});

/** HTML in it shows as it was typed; pictures would tell their server who read the notice. */
const markdown = new MarkdownIt({ html: false }).disable('image');
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);

const htmlOf = (text: string, values: Values): string => {
  const tokens = markdown.parse(text, {});
  fillTokens(tokens, values);
  return `<div style="font-family: 'Segoe UI', Arial, sans-serif">\n${markdown.renderer.render(tokens, markdown.options, {})}</div>`;
};

const filled = new Set(['text', 'code_inline', 'code_block', 'fence']);

const fillTokens = (tokens: Token[], values: Values): void => {
  for (const token of tokens) {
    if (filled.has(token.type)) token.content = fill(token.content, values);
    for (const attribute of token.attrs ?? [])
      attribute[1] = (attribute[0] === 'href' ? fillLink : fill)(String(attribute[1]), values);
    fillTokens(token.children ?? [], values);
  }
};

/** The braces of a link have been encoded by then. */
const fillLink = (url: string, values: Values): string =>
  url.replace(/%7B(\w+)%7D/gi, (whole, name: string) => {
    const value = said(values, name);
    return value === undefined ? whole : encodeURIComponent(value);
  });

/** Until people have been switched over, they read their old mailbox. */
export const sideOf = (moment: NoticeMoment): 'source' | 'destination' =>
  moment === 'before' || moment === 'meetings' ? 'source' : 'destination';

interface Pair {
  sourceAddress: string;
  destinationAddress: string;
}

export const addressFor = (moment: NoticeMoment, { sourceAddress, destinationAddress }: Pair): string =>
  sideOf(moment) === 'source' ? sourceAddress : destinationAddress;

export const valuesOf = (
  { sourceAddress: source, destinationAddress: destination }: Pair,
  project: { name: string; timeZone: string; locale: string },
  name: string | null,
  now = new Date(),
  meetings: MeetingSums | null = null,
): Values => {
  const { locale, timeZone } = project;
  const day = (at: Date): string =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(at);
  return {
    name: name?.trim() || (source.split('@')[0] ?? source),
    source,
    destination,
    project: project.name,
    date: day(now),
    ...(meetings?.next == null
      ? {}
      : {
          meetings: `${meetings.losesLink.toLocaleString(locale)}${meetings.more > 0 ? '+' : ''}`,
          next: day(meetings.next === 'under way' ? now : meetings.next),
        }),
  };
};

/** What a project says that has written nothing of its own. */
export const usualWords: Record<NoticeMoment, Words> = {
  before: {
    subject: 'Your mailbox moves to {destination}',
    body: `Hello {name},

your mailbox {source} moves to a new home soon. Its mail, calendar, contacts and tasks go along.

**Until then** go on working as you do now. There is nothing you need to prepare.

**On the day of the move** you get another message, at your new address {destination}. It says how to go on.

If you have a question, reply to this message.`,
  },
  meetings: {
    subject: 'Your Teams meetings need new links',
    body: `Hello {name},

your mailbox {source} moves to {destination}, and your meetings move along. The Teams links in them belong to the old organisation, though: once it is gone, nobody can join with them.

Meetings of yours that have such a link: **{meetings}**.

**Not yet, but when you have been told that your new mailbox is ready**, do this for each of these meetings:

1. Open the meeting in the calendar of {destination}.
2. Take the old Teams link out of its text, and switch "Teams meeting" on to get a new one.
3. Send the update, so that everybody you invited gets the new link.

If you have a question, reply to this message.`,
  },
  cutover: {
    subject: 'Your new mailbox is ready: {destination}',
    body: `Hello {name},

from now on you work with your new mailbox, **{destination}**.

1. On your computer, close Outlook, open it again and add the account {destination}.
2. On your phone, add the account {destination}, and take the account {source} away.
3. In a browser, open [Outlook on the web](https://outlook.office.com) and sign in as {destination}.

What reached {source} last is copied over the next hours.

If something does not work, reply to this message.`,
  },
  after: {
    subject: 'The move of your mailbox is over',
    body: `Hello {name},

the move from {source} to {destination} is over.

Please look whether you find in your new mailbox what you need: folders, appointments, contacts. If you miss something, reply to this message and say in which folder it was.

Thank you for your patience.`,
  },
};
