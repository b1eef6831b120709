/**
 * Who may see or change which calendar ("calendarPermission resource type"), each grant on its own. Microsoft may mail
 * whoever is let in anew, so that is done only for projects that say so (ShareCalendars).
 */
import type { Calendar, CalendarGrant } from '../graph/settings/calendars.ts';
import { calendarPairs } from './calendars.ts';
import { granteeOf } from './people.ts';
import type { Before, Left, Setting, SettingsWork, Thing } from './setting.ts';
import { fromSource } from './sides.ts';

export const calendarPermissions: Setting = {
  name: 'calendar permissions',
  needs: { source: 'Calendars.Read', destination: 'Calendars.ReadWrite' },
  things: async (work, before) => {
    const found: (Thing | Left)[] = [];
    for (const pair of await calendarPairs(work)) {
      work.alive();
      const wanted = await fromSource(work.source.calendars.grants(pair.source.id));
      if (pair.destination === undefined) {
        if (wanted.some(isForSomebody))
          found.push({ name: pair.source.name, cause: 'setting-calendar-missing' });
        continue;
      }
      const { id } = pair.destination;
      const there = await work.destination.calendars.grants(id);
      for (const grant of wanted)
        found.push(thingOf(work, before, { ...pair, grant, there, calendarId: id }));
    }
    return found;
  },
};

const isForSomebody = ({ emailAddress }: CalendarGrant): boolean => Boolean(emailAddress?.address);

interface Found {
  source: Calendar;
  grant: CalendarGrant;
  /** At the destination. */
  there: CalendarGrant[];
  calendarId: string;
}

const thingOf = (
  work: SettingsWork,
  before: Before,
  { source, grant, there, calendarId }: Found,
): Thing | Left => {
  const { calendars } = work.destination;
  const { role } = grant;
  const said = grant.emailAddress?.address;
  const name = `${source.name}: ${said || 'everybody in the organisation'}`;
  const who = said ? granteeOf(work.people, said) : { address: '' };
  if ('cause' in who) return { name, cause: who.cause };
  if (role === 'custom') return { name, cause: 'setting-custom-role' };
  const like = (all: CalendarGrant[]) =>
    all.find((one) => (one.emailAddress?.address ?? '').toLowerCase() === who.address.toLowerCase());
  const present = (one: CalendarGrant | undefined) =>
    one === undefined ? null : { id: one.id, value: { role: one.role } };
  const isEverybody = who.address === '';
  const found = present(like(there));
  // One that was carried and taken away stays away: it is not made anew.
  const isNew = found === null && before.match([{ name }])[0]?.last?.destinationMark == null;
  if (isNew && !isEverybody && !work.options.shareCalendars) return { name, cause: 'setting-sharing-off' };
  return {
    name,
    wanted: { role },
    present: found,
    // Everybody's is Exchange's default; somebody's was given by an administrator of the destination.
    overwrites: isEverybody,
    find: async () => present(like(await calendars.grants(calendarId))),
    create: async () => {
      const emailAddress = { name: grant.emailAddress?.name ?? who.address, address: who.address };
      const made = await calendars.grant(calendarId, { emailAddress, role });
      return { id: made.id, value: { role: made.role } };
    },
    update: async ({ id }) => {
      const changed = await calendars.changeGrant(calendarId, id ?? '', role);
      return { id, value: { role: changed.role } };
    },
  };
};
