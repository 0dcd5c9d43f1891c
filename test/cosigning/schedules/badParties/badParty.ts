import type { NodeKind } from '../../../../src/testing'

/** What somebody does who does not keep to the rules. Everybody else is honest. */
export const BAD_PARTIES = [
  /** Sends each request with enough signatures on two connections at once (on a ClearNode, limit L1 of the README). */
  'sends twice',
  /** Sends each request just before the node takes it for too old. On a nitronode, where nothing ends by age, minutes later. */
  'sends late',
  /** Sends each request, and then the same bytes again and again, for longer than they should live. */
  'sends again',
  /** Collects signatures, and never sends them. */
  'never sends',
  /** Proposes without a client, asks for signatures with several stamps, and sends whatever it gets, in any order and at any time. */
  'submits by itself',
  /** Signs everything with its wallet, at once, and gives each signature to every submitter. */
  'signs everything',
  /** Keeps no slot: it proposes different splits at the same time, and signs several proposals. */
  'has no slot',
  /** Logs in with another session key after it has signed, which ends the key that has signed. */
  'replaces its key',
  /** Floods the room, repeats messages of others, and forges approvals, stamps, declines and proposals. */
  'disturbs the room',
  /** Does the same, and is not a participant. */
  'a stranger in the room',
  /** Carries the messages of others, by hand and in rooms, and changes some of them on their way. */
  'alters messages',
] as const

export type BadPartyKind = typeof BAD_PARTIES[number]

const OUTSIDERS: ReadonlySet<BadPartyKind> = new Set(['a stranger in the room', 'alters messages'])

export const isOutsider = (kind: BadPartyKind): boolean => OUTSIDERS.has(kind)

/** A nitronode ends no session key because of another login. */
export const badPartiesOn = (node: NodeKind): readonly BadPartyKind[] =>
  BAD_PARTIES.filter(kind => node === 'clearnode' || kind !== 'replaces its key')

export interface BadParty {
  readonly kind: BadPartyKind
  /** Index of the participant; null for somebody who is not a participant. */
  readonly person: number | null
}
