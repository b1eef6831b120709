/**
 * The log: one line per thing an operator would tell a colleague (info), everything a developer wants
 * (debug). Never addresses, subjects, bodies, tokens or import URLs: those keys are cut out here, and any
 * string that looks like an address or carries a token is masked, whatever key it stands under.
 */
import pino from 'pino';

export type Log = pino.Logger;

const addresses = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g;
const tokens = /(authtoken=|access_token=|bearer\s+|client_secret=)[^\s&"']+/gi;

export const mask = (text: string): string => text.replace(tokens, '$1***').replace(addresses, '<address>');

const maskError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const shown: Record<string, unknown> = {
    type: error.name,
    message: mask(error.message),
    stack: mask(error.stack ?? ''),
  };
  if (error.cause !== undefined) shown.cause = maskError(error.cause);
  return shown;
};

export const createLog = (options: { level?: string; pretty?: boolean } = {}): Log =>
  pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          'secret',
          '*.secret',
          'token',
          '*.token',
          'importUrl',
          '*.importUrl',
          'subject',
          '*.subject',
          'body',
          '*.body',
        ],
        censor: '***',
      },
      serializers: { err: maskError, error: maskError },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? mask(arg) : arg)) as typeof args);
        },
      },
    },
    // Standard error: standard output belongs to what a command prints (the demo's report, the ready line).
    pino.destination({ dest: 2, sync: true }),
  );
