/** What a participant does who does not keep to the rules. Everybody else is honest. */
export const BAD_PARTIES = [
  /** Sends each request with enough signatures on two connections at once (limit L1 of the README). */
  'sends twice',
  /** Sends each request just before the node takes it for too old. */
  'sends late',
  /** Collects signatures, and never sends them. */
  'never sends',
  /** Signs everything with its wallet, at once, and gives each signature to every submitter. */
  'signs everything',
  /** Keeps no slot: it proposes different splits at the same time, and signs several proposals. */
  'has no slot',
  /** Logs in with another session key after it has signed, which ends the key that has signed. */
  'replaces its key',
  /** Floods the room, repeats messages of others, and forges approvals, stamps, declines and proposals. */
  'disturbs the room',
] as const

export type BadPartyKind = typeof BAD_PARTIES[number]

export interface BadParty {
  readonly kind: BadPartyKind
  /** Index of the participant. */
  readonly person: number
}
