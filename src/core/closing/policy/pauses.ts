/** Every wait and limit of the policy in one place. Times are milliseconds. */

/** Before an action that sent nothing is tried again. */
export const RETRY_PAUSE = 5_000

/** Between two looks at the session while the next attempt cannot be prepared. Another client may close the session meanwhile. */
export const TROUBLE_LOOK_PAUSE = 30_000

/** Before an action is tried again that failed because there was no connection, while no attempt is on its way. */
export const RECONNECT_PAUSE = 500

/** Between two tries to reach the journal; the first wait doubles up to the longest. */
export const JOURNAL_PAUSES = { first: 500, longest: 30_000 }

/** How many looks in a row must not find the session before the node counts as one that does not know it. */
export const MOST_MISSES = 3

/** Between two readings of the record while the wallet is not logged in, or approvals are missing: another client may finish the closing. */
export const RECORD_PAUSE = 30_000

/**
 * Between two readings of a session whose approvals or signatures are missing. Participants who come after somebody has changed or
 * closed the session do not see the proposal, so nobody else would end it. A ClearNode tells a participant about changes, but not
 * about a close that pays this participant nothing (0.5.2), and a nitronode tells nobody.
 */
export const CHECK_PAUSE = 60_000

/** The same after somebody has said that the session has changed. */
export const HINTED_CHECK_PAUSE = 1_000

/** A submitter that signs last reads the session once more, unless the last reading is younger than this. */
export const LAST_CHECK_AGE = 2_000

/** Tries to read or remove the record of a closing that was paid. A record that stays is found again later. */
export const MOST_JOURNAL_FAILURES = 3

/** If removing the record of a refused closing takes longer, the session is read once more before the closing ends. */
export const LONGEST_REMOVAL = 1_000

/** Between two looks at a session that is held between two submissions. */
export const HOLD_PAUSE = 5_000

/** Another client removes its record just before it writes the history entry: the wait for that entry. */
export const ENDING_PAUSE = 1_000

/**
 * Between two rounds of signatures, after the time in which the node works on a request: the clients of the others need it to
 * find out for themselves that their signatures can no longer be used.
 */
export const ROUND_PAUSE = 10_000

/** Between two looks; the first wait doubles up to the longest. */
export const LOOK_PAUSES = { first: 500, longest: 5_000 }

/** Between two looks that failed: a node that does not answer is asked less and less often. */
export const FAILED_LOOK_PAUSES = { first: 500, longest: 30_000 }

/** Between two readings of the payouts; the first wait doubles up to the longest. */
export const PAYOUT_PAUSES = { first: 500, longest: 30_000 }

/** The longest wait before the same submission is sent once more; the wait doubles with every attempt. */
export const LONGEST_REPEAT_PAUSE = 300_000

/** Readings after which payouts that are still missing count as not made. */
export const MOST_INCOMPLETE_READINGS = 8

/** How long a paid closing is watched for a second payment, as a multiple of `recovery.settle`. */
export const WATCH_SETTLES = 2

/** How often a closing takes a fresh timestamp before it gives up. */
export const MOST_FRESH_STAMPS = 5

/**
 * How often a closing logs in again before it gives up. Pages of one wallet on different origins end the session keys of each
 * other, and when several of them close at the same moment, one succeeds after each login. So four pages need three more.
 */
export const MOST_RENEWALS = 3

/** Readings of the payouts after which a person is told that they take long. */
export const LATE_READINGS = 7

/**
 * The most restarts of a request that failed because another client was closing the session, if that client never reports its
 * state. Each restart comes a second after the failure.
 */
export const MOST_RESTARTS = 3

/** Doubles from the first wait to the longest; no wait before the first time. */
export const doubling = ({ first, longest }: { readonly first: number, readonly longest: number }, times: number): number =>
  times === 0 ? 0 : Math.min(longest, first * 2 ** (times - 1))
