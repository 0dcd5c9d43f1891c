import type { ErrorText } from '../errorText'

/** A part of the app is missing, or this library itself has a fault. Neither the wallet nor a store nor the node is to blame. */
export const LIBRARY_ERRORS = {
  PAGE_OUTDATED: {
    remedy: 'reload',
    what: 'This page is out of date. Reload it.',
    why: '[{reason}|A part of the app could not be loaded. Most likely, a newer version of the app has been installed since the page was opened].',
    fix: 'Nothing was sent, and no closing is lost: those that were begun continue after the page has been reloaded. If reloading does not help, check the network.',
  },
  LIBRARY_DEFECT: {
    remedy: 'tryAgain',
    what: 'vue-nitrolite itself has a fault.',
    why: '[The error says: {reason}|The error has no message].',
    fix: 'A closing that was already sent is not simply sent again: the node is first asked what happened to it. Read the session again, and please report this fault.',
  },
} as const satisfies Record<string, ErrorText>
