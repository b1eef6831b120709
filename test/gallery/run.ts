/**
 * npm run gallery: every card as Teams' own renderer library draws it, light and dark, wide and as wide as a phone.
 * With --pictures it takes a picture of each theme and ends, else it says where to look.
 */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { toAdaptiveCard } from '../../src/bot/teams/to-adaptive-card.ts';
import { everyCard } from '../unit/bot/cards/every-card.ts';
import { pageOf } from './page.ts';
import { takePictures } from './pictures.ts';

const { values } = parseArgs({
  options: { pictures: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});

const renderer = await readFile(
  createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js'),
);
const page = pageOf(
  Object.entries(everyCard).map(([name, card]) => ({ name, card: toAdaptiveCard(card, true) })),
);

const server = createServer((request, response) => {
  const isScript = request.url === '/adaptivecards.js';
  response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
  response.end(isScript ? renderer : page);
}).listen(Number(values.port), '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

if (values.pictures) {
  process.stdout.write(`${(await takePictures(url)).join('\n')}\n`);
  server.close();
} else {
  process.stdout.write(`Every card: ${url} (${url}/?theme=dark)\nCtrl+C ends it.\n`);
}
