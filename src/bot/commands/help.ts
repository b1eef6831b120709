/** help [verb]: derived from the list of commands. */
import { z } from 'zod';
import { nearest } from '../../engine/nearest.ts';
import { commandHelpCard, groupHelpCard, helpCard } from '../cards/help.ts';
import { maybe, text } from './args.ts';
import { type Command, command, groups } from './command.ts';
import { nowIn } from './now.ts';
import { done, refused } from './reply.ts';

export const help = (all: () => readonly Command[]): Command =>
  command({
    name: 'help',
    usage: 'help [command or group]',
    summary: 'What you can say, with examples',
    examples: ['help', 'help move', 'help users import'],
    role: 'viewer',
    group: 'Help',
    parse: z.object({ topic: maybe(text(200, 'The command')) }),
    async run(context, { topic }) {
      const counted = await context.engine.licences.counted(context.actor);
      const shown = all().filter(
        ({ group, name }) => counted || group !== 'Licences' || name === 'licences on',
      );
      const grouped = groups.map((title) => ({
        title,
        commands: shown.filter(({ group }) => group === title),
      }));
      if (topic === undefined) return done(helpCard(grouped, await nowIn(context)));
      const said = topic.toLowerCase().replace(/\s+/g, ' ');
      const group = grouped.find(({ title }) => title.toLowerCase() === said);
      if (group !== undefined) return done(groupHelpCard(group));
      const found = all().find(({ name }) => name === said);
      if (found !== undefined) return done(commandHelpCard(found));
      const near = nearest(
        said,
        all().map(({ name }) => name),
      );
      return refused(
        {
          code: 'not-found',
          sentence: `There is no command "${topic}".`,
          next: 'Pick one of the list: say "help".',
        },
        [
          ...near.slice(0, 3).map((name) => ({ label: name, command: 'help', args: { topic: name } })),
          { label: 'All commands', command: 'help' },
        ],
      );
    },
  });
