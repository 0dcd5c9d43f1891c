/**
 * Uses something that the browser may have closed without saying so: a database or a channel, for example of a page that was
 * put aside for a while. The browser throws an `InvalidStateError` then.
 * @param use uses what is open
 * @param reopen opens it again and does the same
 */
export function reopenIfClosed<T>(use: () => T, reopen: () => T): T {
  try {
    return use()
  }
  catch (thrown) {
    if ((thrown as { readonly name?: unknown } | null | undefined)?.name !== 'InvalidStateError') throw thrown
    return reopen()
  }
}
