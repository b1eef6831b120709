/** [pure] What Exchange Online takes ("Exchange Online limits": message, folder and mailbox limits). */

/**
 * Of a message: 150 MB, which Exchange counts in units of 1,024, as it lies in the mailbox; the base64 that carries it
 * is a third more. For imports Microsoft names no limit, so a pass sends what is larger too, and Exchange decides.
 */
export const largestMessage = 150 * 1024 * 1024;
/** Of folders inside of each other. */
export const deepest = 300;
export const mostSubfolders = 10_000;
export const mostItemsInFolder = 1_000_000;
/** From here on it is worth a word. */
export const nearMostItems = 900_000;
/** Of a mailbox: with a plan 1 licence or as a shared mailbox without one, and with plan 2. */
export const smallQuota = 50_000_000_000;
export const largeQuota = 100_000_000_000;
/** Folders are walked one request each; above so many that takes long. */
export const manyFolders = 5_000;
