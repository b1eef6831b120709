/**
 * [pure] Sign-in errors in plain words, with the click that mends them. Source: "Microsoft Entra
 * authentication and authorization error codes". Microsoft asks clients to react to `error` alone; the
 * number only picks the explanation.
 */
export interface Explanation {
  sentence: string;
  next: string;
}

/** A proxy that rewrites, or another program's assertion: Mailferry's own says what it should. */
const foreignAssertion: Explanation = {
  sentence: "Microsoft could not read what Mailferry signed with the certificate's key.",
  next: 'Check that LOGIN_URL and any proxy in front of it lead to https://login.microsoftonline.com unchanged, then enter the certificate anew: say "endpoint secret".',
};

/** Errors of a person's sign-in: an app of its own gets them only where the tenant treats it as one. */
const personWanted: Explanation = {
  sentence:
    "Microsoft wants a person to sign in with name, password or a second factor; Mailferry signs in as an app, without anybody's password.",
  next: 'In the app registration, under "API permissions", check that the permissions are of the kind "Application" and that admin consent is granted ("endpoint guide" lists them), and that no Conditional Access policy for workload identities holds the app.',
};

const explanations: Record<string, Explanation> = {
  AADSTS700016: {
    sentence: 'The tenant does not know this client id.',
    next: 'Copy the "Application (client) ID" of the app registration once more, check that it is in this very tenant, and that an administrator has consented to it there. Then say "endpoint add" with the same name and the right ids: that corrects it.',
  },
  AADSTS90002: {
    sentence: 'There is no tenant with this id.',
    next: 'Copy the "Directory (tenant) ID" from the overview page of Entra once more, and say "endpoint add" with the same name and the right ids: that corrects it.',
  },
  AADSTS7000215: {
    sentence: "The secret is wrong. Very often the secret's ID was copied instead of its value.",
    next: 'In the app registration, under "Certificates & secrets", make a new client secret and copy its Value (it is shown only once).',
  },
  AADSTS7000222: {
    sentence: 'The secret has expired.',
    next: 'In the app registration, under "Certificates & secrets", make a new client secret and enter its Value here.',
  },
  AADSTS700027: {
    sentence: 'The app registration does not know this certificate.',
    next: 'In the app registration, under "Certificates & secrets", Certificates, press "Upload certificate" and choose the certificate (without its private key). Then try again.',
  },
  AADSTS700024: {
    sentence: 'The sign-in arrived outside of the ten minutes that it was made for.',
    next: "Set the clock of Mailferry's machine right (by NTP), then try again.",
  },
  AADSTS1000502: {
    sentence: 'The certificate has expired, or is not valid yet.',
    next: 'Make a new certificate, upload it in the app registration under "Certificates & secrets", and give it to me with its private key: say "endpoint secret".',
  },
  AADSTS5002730: {
    sentence: 'Entra signs apps in with RSA keys only, and this certificate has a key of another kind.',
    next: 'Make a certificate with an RSA key, upload it in the app registration under "Certificates & secrets", and give it to me: say "endpoint secret".',
  },
  AADSTS700021: foreignAssertion,
  AADSTS700023: foreignAssertion,
  AADSTS50027: foreignAssertion,
  AADSTS65001: {
    sentence: 'Nobody has consented to the permissions of this app in the tenant.',
    next: 'In the app registration, under "API permissions", press "Grant admin consent".',
  },
  AADSTS500011: {
    sentence: 'The tenant has no Microsoft Graph service to sign in to.',
    next: 'Check that the tenant id is the right one and that the tenant has an Exchange Online subscription.',
  },
  AADSTS9001023: {
    sentence: 'This sign-in needs a tenant of its own, and "common" or "consumers" was given.',
    next: 'Use the "Directory (tenant) ID" as the tenant.',
  },
  AADSTS90094: {
    sentence: 'An administrator has to consent to this app first.',
    next: 'In the app registration, under "API permissions", press "Grant admin consent".',
  },
  AADSTS50034: personWanted,
  AADSTS50126: personWanted,
  AADSTS50076: personWanted,
  AADSTS50079: personWanted,
  AADSTS70016: personWanted,
  AADSTS70019: personWanted,
};

/** The click that mends them is "Grant admin consent". */
export const needsConsent = (code: string): boolean => code === 'AADSTS65001' || code === 'AADSTS90094';

/** Microsoft says of these that trying again helps. */
export const passingSignIn = new Set([
  'AADSTS90033',
  'AADSTS90090',
  'AADSTS90006',
  'AADSTS50033',
  'AADSTS90055',
]);

export const explainSignIn = (code: string): Explanation => {
  if (passingSignIn.has(code))
    return {
      sentence: `Microsoft's sign-in could not answer for a moment (${code}).`,
      next: 'Try again in a minute; a running pass does so by itself.',
    };
  return (
    (Object.hasOwn(explanations, code) ? explanations[code] : undefined) ?? {
      sentence: `Microsoft refused the sign-in (${code}).`,
      next: `Look the code up at https://login.microsoftonline.com/error?code=${code.replace(/^AADSTS/, '')}, and check tenant id, client id and secret.`,
    }
  );
};
