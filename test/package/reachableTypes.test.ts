import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries } from './support/manifest'
import { reachableTypes } from './support/reachableTypes'

/**
 * Types that a Vue app does not name: for implementing a store, a channel between tabs, a relay's login or a clock, for the wire
 * log, for reading a proposal without the component, and for the checks of translations and signers. They are in `/core` only.
 */
const ONLY_IN_CORE = [
  'AddressSpelling', 'AdoptedLogin', 'AllErrors', 'AmountContext', 'Attempt', 'AttemptOutcome', 'Certainty', 'CheckedErrors', 'ClientRelayOptions',
  'CloseProposal', 'ClosingLogEntry', 'ClosingPlan', 'CoSignOptions', 'CosigningRole', 'DatabaseAdvice', 'DatabaseProblem', 'EndedMark',
  'EndedSessionKey', 'ErrorData', 'ErrorTexts', 'ErrorTranslations', 'EthersBrowserProviderLike', 'EthersSignerLike', 'FrameEvent',
  'JoinRoomOptions', 'JournalApproval', 'JournalAttempt', 'JournalDraft', 'JournalEntry', 'JournalOwnKey', 'JournalRecord', 'KeptLogin', 'NitroliteEvents',
  'NodeInfo', 'Peer', 'PeerMessage', 'Peers', 'Proposal', 'ProposalAsset', 'ProposalKind', 'ProposalOrigin', 'ProposalRoom', 'ProposalStamp',
  'ProposalTerms', 'ProtocolMemory', 'ProtocolName', 'PushEvent', 'RelayTransportOptions', 'RoomPresence', 'RoomSubject',
  'SessionKeyPolicy', 'SessionReading', 'SigningRounds', 'Statement', 'StatementPurpose', 'StatementSigner', 'Timers', 'Together',
  'TranslatedErrors', 'TypedDataTypes', 'UnmatchedFrame', 'UnusableRecord', 'ViemWalletClientLike', 'WebSocketLike',
]

/** With these the compiler checks the texts that `defineTexts` takes. No app writes them. */
const PARTS_OF_CHECKED_ERRORS = ['CheckedText', 'CompleteText', 'EnglishErrorTexts', 'ValueNames', 'WithoutParts']

const OF_THE_ELEMENT = ['SessionCloserElement', 'SessionCloserElementProperties', 'SessionCloserEventMap', 'SessionCloserSlotName']

/** What apps need although no signature names it. */
const UNUSED = {
  // The Vue compiler writes the events of a component anew, and Pinia the type of a store.
  '.': ['NitroliteStore', 'SessionCloserEmits', 'SessionCoSignerEmits'],
  // Texts of the Vue entry have these types.
  './core': ['AllErrors', 'CheckedErrors'],
  // TypeScript knows them by the tag of the element, and by the name of the hook.
  './element': OF_THE_ELEMENT,
  './element/auto': OF_THE_ELEMENT,
  './nuxt': ['NitroliteHookOptions'],
  './react': ['SessionCloserJsxProps'],
}

const typesOf = (subpath: string): string => {
  const entry = codeEntries.find(({ subpath: path }) => path === subpath)
  if (!entry) throw new Error(`The package has no entry ${subpath}.`)
  return entry.types
}

beforeAll(assertFreshBuild)

test('the core entry exports every type that occurs in one of its public signatures', () => {
  const { unexported } = reachableTypes(typesOf('./core'))
  expect([...unexported.keys()].filter(name => !PARTS_OF_CHECKED_ERRORS.includes(name))).toEqual([])
})

test('the Vue entry exports every type that occurs in one of its public signatures, except those listed for /core', () => {
  const { unexported } = reachableTypes(typesOf('.'))
  expect([...unexported.keys()].filter(name => !PARTS_OF_CHECKED_ERRORS.includes(name)).sort()).toEqual(ONLY_IN_CORE)
})

test('the core entry exports the types that the Vue entry leaves to it', () => {
  const { exported } = reachableTypes(typesOf('./core'))
  expect(ONLY_IN_CORE.filter(name => !exported.has(name))).toEqual([])
})

test('no entry exports a type that none of its functions, classes, components and constants uses', () => {
  const unused = Object.fromEntries(codeEntries.map(({ subpath, types }) => [subpath, reachableTypes(types).unused]).filter(([, names]) => names?.length))
  expect(unused).toEqual(UNUSED)
})
