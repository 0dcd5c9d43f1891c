import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import type { Access } from '../protocols/protocol'
import type { ClosingBook } from './book'
import type { ClosingContext } from './context'
import { isClosed } from './isClosed'

/** How often a closing takes a fresh stamp, and logs in anew, before it gives up. */
const MOST = { stamps: 5, logins: 1 }

/** The login is not known to the node, or its key not any more. */
const LOGIN = /^(AUTH_REQUIRED|AUTH_SESSION_EXPIRED|SESSION_KEY_REPLACED|SESSION_KEY_EXPIRED)$/

/** The node found nothing to close any more. */
const GONE = /^(SESSION_(NOT_OPEN|CHANGED)|ALLOCATION_UNKNOWN_ASSET)$/

export interface RefusalTask {
  readonly refusal: NitroliteErrorInfo
  /** How often each cure was tried. */
  readonly tried: { stamps: number, logins: number }
  readonly book: ClosingBook
  readonly context: ClosingContext
  /** What the refused attempt was sent with; null where an earlier client sent it. */
  readonly access: Access | null
}

/**
 * Decides how to go on after one of the node's checks has refused an attempt.
 * @returns `closed`: an earlier attempt, or somebody else, has closed the session; otherwise what to try again with
 * @throws why the closing cannot succeed
 */
export async function afterRefusal(task: RefusalTask): Promise<'closed' | 'fresh stamp' | 'new login' | 'new socket'> {
  const { refusal, tried, book, context, access } = task
  if (refusal.code === 'NODE_STAMP_REFUSED' && tried.stamps++ < MOST.stamps) return 'fresh stamp'
  if (LOGIN.test(refusal.code) && tried.logins++ < MOST.logins) {
    // What an earlier client sent says nothing of the login of this one.
    if (access) await context.renew(access)
    return 'new login'
  }
  // Not a byte was handed to a socket; those before it are what has to be brought to an end.
  if (refusal.code === 'NOT_CONNECTED' && book.attempts.length > 1) return 'new socket'
  // What was given up as lost may have landed after all, or somebody else have paid: then that is what happened. A key
  // that was replaced is a sign of somebody else at work.
  const mayBeClosed = book.unresolved.length > 0 || GONE.test(refusal.code) || LOGIN.test(refusal.code)
  if (mayBeClosed && await isClosed(context, book)) return 'closed'
  throw new NitroliteError(refusal.code, refusal.data)
}
