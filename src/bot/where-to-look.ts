/** What a start prints: where everything is, and what to do first. [pure] */
import type { Config } from '../config.ts';

export interface Where {
  config: Pick<Config, 'localMode' | 'dataFolder' | 'databaseUrl'>;
  url: string;
  publicUrl: string;
  playgroundUrl: string | undefined;
  isSandbox: boolean;
}

/** The command line finds the bot by its port and its data folder. */
const prefixOf = ({ dataFolder }: Where['config'], url: string): string => {
  const { port } = new URL(url);
  return `${port === '3978' ? '' : `PORT=${port} `}${dataFolder === '.data' ? '' : `MAILFERRY_DATA=${dataFolder} `}`;
};

export const whereToLook = ({ config, url, publicUrl, playgroundUrl, isSandbox }: Where): string => {
  const data =
    config.databaseUrl === undefined
      ? `${config.dataFolder} (embedded database)`
      : 'PostgreSQL (DATABASE_URL)';
  const rows: [string, string][] = [
    ...(playgroundUrl === undefined
      ? []
      : [['Teams, played by the Agents Playground', playgroundUrl] as [string, string]]),
    ...(config.localMode ? [] : [['Messages from Teams', `${publicUrl}/api/messages`] as [string, string]]),
    ...(isSandbox ? [['A list of the sandbox’s mailboxes', `${url}/sample.csv`] as [string, string]] : []),
    ['The same from a terminal', `${prefixOf(config, url)}npm run cli -- "help"`],
    ['Is it well?', `${url}/health`],
    ['Data', data],
  ];
  const wide = Math.max(...rows.map(([label]) => label.length));
  const first =
    playgroundUrl === undefined
      ? []
      : [
          '',
          isSandbox
            ? '  Open the Playground: a card leads you through moving a dozen sandbox mailboxes.'
            : '  Open the Playground and say hello.',
        ];
  return [
    '',
    '  Mailferry is running.',
    '',
    ...rows.map(([label, value]) => `  ${label.padEnd(wide)}   ${value}`),
    ...first,
    '',
    isSandbox
      ? '  Ctrl+C stops it. The sandbox is new at each start, and so is its database.'
      : '  Ctrl+C stops it; what is under way goes on at the next start.',
    '',
  ].join('\n');
};
