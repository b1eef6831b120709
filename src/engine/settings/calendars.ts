/** A person's own calendars: that each is there, and its colour. What is in them moves as items. */
import type { Calendar } from '../graph/settings/calendars.ts';
import type { Setting, SettingsWork } from './setting.ts';
import { fromSource } from './sides.ts';

export const calendars: Setting = {
  name: 'calendars',
  needs: { source: 'Calendars.Read', destination: 'Calendars.ReadWrite' },
  things: async ({ source, destination, options }) => {
    const wanted = ownCalendars(await fromSource(source.calendars.list()));
    const there = ownCalendars(await destination.calendars.list());
    const present = (one: Calendar | undefined) =>
      one === undefined ? null : { id: one.id, value: { color: one.color } };
    return wanted.map((calendar) => {
      const { id: sourceId, name, color } = calendar;
      const found = sameCalendar(there, calendar);
      if (found === undefined && options.leavesFoldersOut)
        return { name, sourceId, cause: 'setting-filtered' };
      return {
        name,
        sourceId,
        wanted: { color },
        present: present(found),
        // The move of its items has made it, with no colour of its own.
        overwrites: true,
        find: async () => present(sameCalendar(ownCalendars(await destination.calendars.list()), calendar)),
        create: async () => present(await destination.calendars.create({ name, color })) ?? never(),
        update: async ({ id }) => present(await destination.calendars.recolour(id ?? '', color)) ?? never(),
      };
    });
  },
};

const never = (): never => {
  throw new Error('a calendar was answered and is not there');
};

/** Those that other people share with this person stay theirs. */
const ownCalendars = (all: Calendar[]): Calendar[] => all.filter(({ canShare }) => canShare !== false);

/** The first is called "Calendar" in every mailbox, each in its language. */
const sameCalendar = (all: Calendar[], like: Calendar): Calendar | undefined =>
  all.find((one) =>
    like.isDefaultCalendar
      ? one.isDefaultCalendar
      : !one.isDefaultCalendar && one.name.toLowerCase() === like.name.toLowerCase(),
  );

/** Each of the source's own calendars with the destination's. */
export const calendarPairs = async ({
  source,
  destination,
}: SettingsWork): Promise<{ source: Calendar; destination: Calendar | undefined }[]> => {
  const wanted = ownCalendars(await fromSource(source.calendars.list()));
  const there = ownCalendars(await destination.calendars.list());
  return wanted.map((one) => ({ source: one, destination: sameCalendar(there, one) }));
};
