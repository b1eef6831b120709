/** How Microsoft's sign-in says no ("Microsoft Entra authentication and authorization error codes"). */
import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

export interface Failure {
  status: number;
  error: string;
  code: number;
  text: string;
  suberror?: string;
}

export const failed = ({ status, error, code, text, suberror }: Failure): Answer => {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
  };
};

export const badClient = (code: number, text: string): Failure => ({
  status: 401,
  error: 'invalid_client',
  code,
  text,
});

/** What an administrator can bring about in a tenant, until it is mended there: "refuse-sign-in" of control.ts. */
const standing: Failure[] = [
  {
    status: 400,
    error: 'invalid_grant',
    suberror: 'consent_required',
    code: 65001,
    text: 'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
  },
  {
    status: 400,
    error: 'invalid_resource',
    code: 500011,
    text: 'The resource principal named https://graph.microsoft.com was not found in the tenant.',
  },
  {
    status: 400,
    error: 'interaction_required',
    suberror: 'basic_action',
    code: 50076,
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication.',
  },
];

export const standingRefusal = (code: number): Failure | undefined =>
  standing.find((failure) => failure.code === code);
