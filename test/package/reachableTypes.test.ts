import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries } from './support/manifest'
import { reachableTypes } from './support/reachableTypes'

/** Types for implementing a store, a channel between tabs, a relay's login or a clock, or for the wire log. They are in `/core` only. */
const ONLY_IN_CORE = [
  'AddressSpelling', 'Attempt', 'AttemptOutcome', 'ClosingPlan', 'CosigningRole', 'EndedMark', 'FrameEvent', 'JournalApproval', 'JournalAttempt', 'JournalDraft',
  'JournalRecord', 'KeptLogin', 'Peer', 'PeerMessage', 'Peers', 'Proposal', 'ProtocolMemory', 'ProtocolName', 'PushEvent', 'RelayTransportOptions',
  'RoomSubject', 'SigningRounds', 'Statement', 'StatementPurpose', 'StatementSigner', 'Timers', 'Together', 'UnmatchedFrame', 'UnusableRecord',
]

/** With these the compiler checks the texts that `defineTexts` takes. No app writes them. */
const PARTS_OF_CHECKED_ERRORS = ['CheckedText', 'CompleteText', 'EnglishErrorTexts', 'ValueNames', 'WithoutParts']

const typesOf = (subpath: string): string => {
  const entry = codeEntries.find(({ subpath: path }) => path === subpath)
  if (!entry) throw new Error(`The package has no entry ${subpath}.`)
  return entry.types
}

beforeAll(assertFreshBuild)

test('the core entry exports every type that stands in one of its public signatures', () => {
  const { unexported } = reachableTypes(typesOf('./core'))
  expect([...unexported.keys()].filter(name => !PARTS_OF_CHECKED_ERRORS.includes(name))).toEqual([])
})

test('the Vue entry exports every type that stands in one of its public signatures, except those listed for /core', () => {
  const { unexported } = reachableTypes(typesOf('.'))
  expect([...unexported.keys()].filter(name => !PARTS_OF_CHECKED_ERRORS.includes(name)).sort()).toEqual(ONLY_IN_CORE)
})

test('the core entry exports the types that the Vue entry leaves to it', () => {
  const { exported } = reachableTypes(typesOf('./core'))
  expect(ONLY_IN_CORE.filter(name => !exported.has(name))).toEqual([])
})
