/**
 * Loaded into the Agents Playground before it starts: it listens on every interface and asks nobody who they are,
 * and through it one speaks to the bot as anybody. With this, only this machine reaches it, and only while Mailferry
 * runs.
 */
import { Server } from 'node:net';

// The channel to Mailferry closes when it ends, however it ends: nobody is left behind on the port.
process.on('disconnect', () => process.exit());

const listen = Server.prototype.listen;

Server.prototype.listen = function (this: Server, ...given: unknown[]) {
  const [first, ...rest] = given;
  const host = '127.0.0.1';
  const bound =
    typeof first === 'object' && first !== null
      ? [{ ...first, host }, ...rest]
      : [first, host, ...rest.filter((one) => typeof one !== 'string')];
  return (listen as (...args: unknown[]) => Server).apply(this, bound);
} as typeof listen;
