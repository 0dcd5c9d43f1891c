/** How a proposal reaches the other participants: people carry it, or the tabs of this browser or a relay pass it on. */
export type MeetingPlace = 'hand' | 'tabs' | 'relay'

export interface MeetingChoice {
  readonly place: MeetingPlace
  /** URL of a relay that the page may use; null if it knows none. */
  readonly relay: string | null
}

const isRelayUrl = (text: string): boolean => URL.canParse(text) && ['ws:', 'wss:'].includes(new URL(text).protocol)

/** Reads `?meet=tabs` or `?meet=relay&relay=wss://…`. */
export function readMeetingChoice(search: string): MeetingChoice {
  const query = new URLSearchParams(search)
  const given = query.get('relay')?.trim() ?? ''
  const relay = isRelayUrl(given) ? given : null
  const meet = query.get('meet')
  return { relay, place: meet === 'tabs' || (meet === 'relay' && relay !== null) ? meet : 'hand' }
}

/** The query with which `readMeetingChoice` reads this place; it keeps other parameters. */
export function writeMeetingPlace(search: string, place: MeetingPlace): string {
  const query = new URLSearchParams(search)
  if (place === 'hand') query.delete('meet')
  else query.set('meet', place)
  return `?${query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/')}`
}

/** Whether the page was opened by the link of a proposal. */
export const isOpenedByProposal = (hash: string): boolean => hash.startsWith('#nlp1.')
