/** [pure] What Exchange Online takes ("Exchange Online limits": message, folder and mailbox limits). */

/** Of a message that is migrated: 150 MB, as it is sent, which is in base64. */
export const largestMessage = 150_000_000;
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
