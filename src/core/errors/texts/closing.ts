import type { ErrorText } from '../errorText'

/** A closing did not end as it was asked for, or has not ended yet. */
export const CLOSING_ERRORS = {
  CLOSING_IN_PROGRESS: {
    remedy: 'readAgain',
    what: 'This session is already being closed in another way.',
    why: 'Two closings at the same time could both be paid, so this one was not sent.',
    fix: 'Wait until the other closing has ended, or cancel it if it has not been sent yet.',
  },
  CLOSING_CANCELLED: {
    remedy: 'edit',
    what: 'The closing was cancelled.',
    why: 'It was stopped before anything could be paid out.',
    fix: 'The funds are still in the session. You can close it again at any time.',
  },
  CLOSING_SPLIT_AGREED: {
    remedy: 'tryAgain',
    what: 'The session is not closed, but its new split is agreed[: {split}].',
    why: 'The closing was stopped between its two steps.',
    fix: 'The funds are still in the session. Close it with the agreed split, or cancel that closing before you close with another split.',
  },
  CLOSING_ARCHIVED: {
    remedy: 'readAgain',
    what: 'You have archived this closing, so its outcome is no longer looked for.',
    why: 'The node could not tell the outcome: it speaks a different protocol now, or does not know the session.',
    fix: 'Nothing is sent for this closing any more. The session may have been paid anyway, or may still be paid. Ask the operator of the node before you close the session again.',
  },
  CLOSING_SESSION_MISSING: {
    remedy: 'tryAgain',
    what: 'The node does not know the session of this closing any more.',
    why: 'Another node answers at this address, or the node has lost its data. So it cannot tell whether the session was closed.',
    fix: 'Nothing is sent twice. Check the URL of the node. The closing continues once the node knows the session. If that never happens, you can archive the closing. Its outcome is then no longer looked for.',
  },
  CLOSING_UNKNOWN: {
    remedy: 'tryAgain',
    what: "We don't know yet whether the node has closed the session.",
    why: '[The node has answered "{node}", which does not prove what happened|The answer was lost, is late, or proves nothing].',
    fix: 'You need not do anything: the node is asked until the outcome is known, and nothing is sent again while the earlier closing could still be accepted. You can also read the session again later.',
  },
  CLOSING_SUPERSEDED: {
    remedy: 'tryAgain',
    what: 'The session was closed with another split, or its funds were withdrawn.',
    why: 'The node paid out other amounts than were asked for here.',
    fix: 'The funds are in the balances of the participants. The receipt says who received what.',
  },
  CLOSING_OVERPAID: {
    remedy: 'tryAgain',
    what: 'The node paid out more than was paid into the session.',
    why: 'The node carried out more than one closing.',
    fix: 'Keep the receipt, which lists every payout, and tell the operator of the node.',
  },
} as const satisfies Record<string, ErrorText>
