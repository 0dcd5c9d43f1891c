import type { Presence } from './types'

/** For environments in which nothing can be hidden or offline, such as servers. */
export const neverAway: Presence = {
  isAway: () => false,
  onReturn: () => () => {},
}
