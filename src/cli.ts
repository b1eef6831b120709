/**
 * A chat command from a terminal, against the bot that runs on this machine:
 *
 *   npm run cli -- "status"
 *   npm run cli -- "approve 12" --as ben
 *   npm run cli -- "users import" --file users.csv
 *   npm run cli -- "status" --workgroup "Migration team"   (production, where several teams work with it)
 *
 * Exit code 0 done, 2 refused, 1 fault.
 */
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CliSettings, ConfigProblems, readCliSettings } from './config.ts';

interface Answer {
  exit: number;
  text: string;
}

const usage =
  'Say a command in quotes: npm run cli -- "help" [--as <user>] [--workgroup <name>] [--file <list.csv>]';

const fault = (text: string): Answer => ({ exit: 1, text });

const main = async (): Promise<Answer> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { as: { type: 'string' }, workgroup: { type: 'string' }, file: { type: 'string' } },
  });
  const text = positionals.join(' ').replaceAll('\\n', '\n');
  if (text === '' && values.file === undefined) return { exit: 2, text: usage };
  const config = readCliSettings(process.env);
  const key = await readFile(join(config.dataFolder, 'cli.key'), 'utf8').catch(() => undefined);
  if (key === undefined) return notRunning(config);
  const file =
    values.file === undefined
      ? undefined
      : { name: basename(values.file), base64: (await readFile(values.file)).toString('base64') };
  return send(config, key.trim(), {
    text,
    user: userInfo().username,
    ...(values.as === undefined ? {} : { as: values.as }),
    ...(values.workgroup === undefined ? {} : { workgroup: values.workgroup }),
    ...(file === undefined ? {} : { file }),
  });
};

const send = async (config: CliSettings, key: string, body: unknown): Promise<Answer> => {
  try {
    const response = await fetch(`http://127.0.0.1:${config.port}/cli`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  } catch {
    return notRunning(config);
  }
};

const notRunning = ({ port, dataFolder }: CliSettings): Answer =>
  fault(
    `No Mailferry bot answers on port ${port} with the data folder "${dataFolder}". Start it with "npm start", or set PORT and MAILFERRY_DATA to those of the one that runs.`,
  );

const explain = (error: unknown): Answer => {
  if (error instanceof ConfigProblems) return { exit: 2, text: error.message };
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { exit: 2, text: `The file "${path}" does not exist. Check its name.` };
  if (code?.startsWith('ERR_PARSE_ARGS')) return { exit: 2, text: `${message}\n${usage}` };
  return fault(message);
};

const { exit, text } = await main().catch(explain);
process.stdout.write(`${text}\n`);
process.exitCode = exit;
