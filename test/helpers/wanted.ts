/** The signal of a login or a signature that somebody still wants. It is never aborted. */
export const WANTED: AbortSignal = new AbortController().signal
