/** Does a message carry something that looks like an Entra client secret, or a private key? [pure] */

/**
 * Entra's generated secrets are 40 characters of letters, digits, "~", "_", "." and "-", and practically
 * always with "Q~" as the fifth and sixth. Shorter and longer ones exist; what has a "~" and mixes cases and
 * digits over 30 characters is nothing people type for another reason. Addresses are not secrets.
 */
export const looksSecret = (text: string): boolean => privateKey.test(text) || words(text).some(isSecret);

export const withoutSecrets = (text: string): string =>
  words(text).reduce(
    (kept, word) => (isSecret(word) ? kept.replaceAll(word, '***') : kept),
    // Of a key that was cut off somewhere, too, nothing stays.
    text.replace(/-----BEGIN [\w ]*PRIVATE KEY[\s\S]*/, '***'),
  );

const privateKey = /-----BEGIN [\w ]*PRIVATE KEY/;

const words = (text: string): string[] => text.match(/[\w~.@-]{30,80}/g) ?? [];

const isSecret = (word: string): boolean =>
  !word.includes('@') &&
  (/^[\w.~-]{3}\dQ~/.test(word) ||
    (word.includes('~') && /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word)));
