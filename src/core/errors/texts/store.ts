import type { ErrorText } from '../errorText'

/** A closing could not be recorded, or a record cannot be used. Nothing is ever sent without a record. */
export const STORE_ERRORS = {
  JOURNAL_FAILED: {
    remedy: 'tryAgain',
    what: 'The closing could not be recorded.',
    why: '[{reason}|The storage did not say why].',
    fix: 'Nothing is sent without a record; anything sent earlier continues. [{advice} Then close again|Make sure that the storage works and has room, then close again].',
  },
  JOURNAL_UNAVAILABLE: {
    remedy: 'tryAgain',
    what: 'The closing cannot be recorded.',
    why: '[{reason}|There is no storage that can be used].',
    fix: 'Nothing is sent without a record; anything sent earlier continues. [{advice} Then close again|Allow this page to store data, make sure that the disk has room, and close again].',
  },
  JOURNAL_DAMAGED: {
    remedy: 'tryAgain',
    what: 'The record of an earlier closing of this session is damaged.',
    why: 'The record[ is kept in {place} and] cannot be read[: {reason}].',
    fix: 'That closing may have been sent, so nothing else is sent for this session. Look at the session and its payouts on the node. Once nothing is under way there, remove the record and close again.',
  },
  JOURNAL_NEWER: {
    remedy: 'tryAgain',
    what: 'A newer version of vue-nitrolite has started to close this session.',
    why: 'Its record[ is kept in {place} and] has a format that this version cannot read[: {reason}].',
    fix: 'Nothing else is sent for this session, and the record was not touched. Use the newer version to finish the closing; reloading the page may load it.',
  },
  HISTORY_FAILED: {
    remedy: 'tryAgain',
    what: 'The history of closings could not be read or written.',
    why: '[{reason}|The storage did not say why].',
    fix: 'Closings continue without it, and their receipts are still shown. Allow this page to store data, then look again.',
  },
} as const satisfies Record<string, ErrorText>
