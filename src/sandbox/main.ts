/**
 * The two tenants alone. Prints one JSON line when ready; what the sandbox does not know it says on standard error.
 *
 *   npm run sandbox -- --mailboxes 20 --items 5000 --throttle graph
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { createLog } from '../log.ts';
import { mailboxesFromEml } from './contents/eml.ts';
import { emptyDestination, generateTenant, type Size } from './contents/index.ts';
import { type SandboxOptions, startSandbox, type Throttle } from './index.ts';
import { type FaultRule, readFaults } from './server/faults.ts';

const usage = `npm run sandbox -- [--port N] [--public-url U] [--mailboxes N] [--items N] [--seed N] [--archives N] [--eml DIR] [--latency MS] [--throttle off|graph|FACTOR] [--faults FILE]`;

class Wrong extends Error {}

const number = (name: string, text: string | undefined, byDefault: number): number => {
  const value = text === undefined ? byDefault : Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Wrong(`--${name} must be a whole number, and is "${text}".`);
  return value;
};

const throttleIn = (text: string): Throttle => {
  if (text === 'off' || text === 'graph') return text;
  const factor = Number(text);
  if (!(factor > 0))
    throw new Wrong(`--throttle must be off, graph or a number greater than 0, and is "${text}".`);
  return factor;
};

const faultsIn = async (file: string): Promise<FaultRule[]> => {
  try {
    return readFaults(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why =
      error instanceof ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
        : String(error);
    throw new Wrong(`--faults: the rules in "${file}" cannot be read. ${why}`);
  }
};

const options = async (): Promise<SandboxOptions> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      port: text,
      'public-url': text,
      mailboxes: text,
      items: text,
      seed: text,
      archives: text,
      eml: text,
      latency: text,
      throttle: text,
      faults: text,
    },
  });
  const size = {
    seed: number('seed', values.seed, 1),
    mailboxes: number('mailboxes', values.mailboxes, 12),
    items: number('items', values.items, 3_000),
    archives: number('archives', values.archives, 0),
  };
  return {
    log: createLog({ level: 'info' }),
    port: portIn(values.port),
    ...size,
    latencyMs: number('latency', values.latency, 0),
    throttle: throttleIn(values.throttle ?? 'graph'),
    ...(values['public-url'] === undefined ? {} : { publicUrl: originIn(values['public-url']) }),
    ...(values.faults === undefined ? {} : { faults: await faultsIn(values.faults) }),
    ...(values.eml === undefined ? {} : { contents: await withEml(values.eml, size) }),
  };
};

const portIn = (value: string | undefined): number => {
  const port = number('port', value, 0);
  if (port > 65_535) throw new Wrong(`--port: ${port} is no port; it must be 0 to 65535 (0: any free one).`);
  return port;
};

/** Links are made of it, and Graph's paths begin at the root. */
const originIn = (value: string): string => {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '')
    throw new Wrong(
      `--public-url: "${value}" is no address like https://sandbox.example.com, without a path.`,
    );
  return url.origin;
};

/** The generated mailboxes, and one more from real messages. */
const withEml = async (folder: string, size: Size) => {
  if (!existsSync(folder)) throw new Wrong(`--eml: there is no folder "${folder}".`);
  const { mailboxes, skipped } = await mailboxesFromEml(folder);
  if (skipped > 0) process.stderr.write(`--eml: ${skipped} files are no messages and were left out.\n`);
  if (mailboxes.length === 0) throw new Wrong(`--eml: there are no messages in "${folder}".`);
  const source = [...mailboxes, ...generateTenant(size)];
  return { source, destination: emptyDestination(source, size.seed) };
};

try {
  const sandbox = await startSandbox(await options());
  process.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Started by Mailferry: it ends with it, however that ends.
  process.on('disconnect', stop);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = error instanceof Wrong || code?.startsWith('ERR_PARSE_ARGS') === true;
  const inUse =
    code === 'EADDRINUSE'
      ? 'The port is in use by another program. Choose another with --port N (0: any free one).'
      : undefined;
  process.stderr.write(`${inUse ?? (known ? message : (error as Error).stack)}\nusage: ${usage}\n`);
  process.exit(1);
}
