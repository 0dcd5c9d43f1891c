import { createPinia } from 'pinia'
import { createApp, h } from 'vue'
import SessionCoSigner from '../../src/components/session-co-signer/SessionCoSigner.vue'
import type { SessionCoSignerProps } from '../../src/components/session-co-signer/types'
import type { CoSigning, CoSigningState } from '../../src/core/cosigning/api'
import { qrOf } from '../../src/core/cosigning/qr'
import type { RoomPeople, Transport } from '../../src/core/cosigning/transport'
import type { ProposalReview } from '../../src/core/cosigning/review/reviewProposal'
import { describeError, NitroliteError, type NitroliteErrorCode } from '../../src/core/errors/errors'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { createFakeClient, type FakeClient } from '../helpers/fakeClient'
import { createFakeClosing } from '../helpers/fakeClosing'
import { ALICE, BOB, CAROL, sampleId, sampleReceipt, sampleSession } from '../helpers/sampleSession'
import { press, settle, showApp, withNames, type ShowState } from './shownState'

const text = (kind: string, length: number): string => `nl${kind}1.${'Ab3dEf7HiJ_k-MnoP9'.repeat(40).slice(0, length)}`
const PROPOSAL = text('p', 190)

const review: ProposalReview = {
  kind: 'close', sessionId: sampleId(),
  participants: [ALICE, BOB, CAROL].map(address => ({ address, isMe: address === ALICE, weight: 50, isNeeded: true, lookAlikes: [] })),
  rows: [[BOB, '1000.75', '750.25', '-250.5'], [ALICE, '200', '450.5', '250.5'], [CAROL, '50', '50', '0']].map(([participant = '', before = '', after = '', difference = '']) =>
    ({ participant, asset: 'usdc', isMine: participant === ALICE, before, after, difference })),
  totals: [{ asset: 'usdc', total: '1250.75' }],
  quorum: { needed: 100, reachable: 150, isReachedWithoutMe: true, canSplit: 'no' },
  sessionData: { change: 'unchanged', before: null, after: null },
  submitter: { address: BOB, relation: 'first', isParticipant: true },
  creator: null,
  foreignKeys: [],
  reading: {} as ProposalReview['reading'],
}

/** A proposal whose course the state decides. */
function fakeCoSigning(
  change: Partial<ProposalReview>, afterwards: CoSigningState, code: NitroliteErrorCode | null,
  { comparison = 'K7QM-2XHT', room = null }: { readonly comparison?: string, readonly room?: RoomPeople | null } = {},
): CoSigning {
  let state: CoSigningState = 'reviewed'
  const listeners = new Set<(state: CoSigningState) => void>()
  const become = (next: CoSigningState): void => {
    state = next
    for (const listener of listeners) listener(next)
  }
  const closing = createFakeClosing('closing-1', { sessionId: sampleId(), allocations: [] }, () => {})
  if (afterwards === 'landed') closing.progress.paid(sampleReceipt(sampleSession(), { by: 'others' }))
  return {
    proposal: { stamp: room ? null : { by: 'version', version: 2 } } as CoSigning['proposal'], review: { ...review, ...change }, code: comparison, room,
    signUntil: room ? null : Date.now() + 290_000, usableUntil: room ? null : Date.now() + 295_000,
    get state() { return state },
    get hasDeclined() { return state === 'declined' },
    get error() { return state === 'failed' && code ? describeError(code) : null },
    get closing() { return state === 'landed' ? closing : null },
    subscribe(listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    approve() { become('approved') },
    decline() {
      become('declined')
      return text('d', 120)
    },
    async sign() {
      become(afterwards)
      if (afterwards === 'signing') await new Promise(() => {})
      return text('r', 340)
    },
    qrCode: qrOf,
    withdraw: () => true,
  }
}

/** A state of the component with a proposal. */
const shown = (
  { change = {}, afterwards = 'signed', code = null, prepare = () => {}, props = {} }: {
    readonly change?: Partial<ProposalReview>
    readonly afterwards?: CoSigningState
    readonly code?: NitroliteErrorCode | null
    readonly prepare?: (client: FakeClient) => void
    readonly props?: SessionCoSignerProps
  } = {},
  work: () => Promise<void> = async () => {},
): ShowState => async (texts) => {
  const client = createFakeClient([], { account: ALICE })
  client.coSign = async () => fakeCoSigning(change, afterwards, code)
  prepare(client)
  const app = createApp({ render: () => h(SessionCoSigner, { proposal: PROPOSAL, ...props, ...withNames({ [BOB]: 'Bob' }) }) })
  app.use(createPinia()).use(createNitrolite({ client, storage: false, texts }))
  await showApp(app)
  await settle()
  await work()
}

const sign = (): Promise<void> => press('[data-action=sign]')

/** A room of the session, with proposals that are approved before anybody signs. */
function inRoom(codes: readonly string[], work: () => Promise<void> = async () => {}, presentNow: RoomPeople['presentNow'] = null): ShowState {
  const room: RoomPeople = { presentNow, subscribe: () => () => {} }
  const transport: Transport = { publish: async () => {}, subscribe: () => () => {}, close: () => {} }
  return shown({
    prepare: (client) => {
      // Made for each showing, because the person approves a proposal and it stays approved.
      const proposals = codes.map(comparison => fakeCoSigning({ creator: BOB }, 'signed', null, { comparison, room }))
      client.joinRoom = async () => ({ ...room, proposals, leave: () => {} })
    },
    props: { proposal: null, sessionId: sampleId(), transport },
  }, work)
}

async function decline(): Promise<void> {
  await press('[data-action=decline]')
}

/** Every state of `<SessionCoSigner>`. */
export const coSignerStates = {
  'co-signer-empty': shown({ props: { proposal: null } }),
  'co-signer-room-empty': inRoom([]),
  'co-signer-room-waiting': inRoom([], undefined, [BOB]),
  'co-signer-room': inRoom(['K7QM-2XHT', 'B4TW-9RZE']),
  'co-signer-room-present': inRoom(['K7QM-2XHT'], undefined, [BOB]),
  'co-signer-approved': inRoom(['K7QM-2XHT'], sign),
  'co-signer-submitter-away': inRoom(['K7QM-2XHT'], sign, [CAROL]),
  'co-signer-waiting': shown({ prepare: (client) => { client.become({ status: 'closed', account: null }) } }),
  'co-signer-opening': shown({ prepare: (client) => { client.coSign = () => new Promise(() => {}) } }),
  'co-signer-refused': shown({ prepare: (client) => { client.coSign = () => Promise.reject(new NitroliteError('PROPOSAL_SUM_MISMATCH', { sum: '2', total: '1', asset: 'usdc' })) } }),
  'co-signer-review': shown(),
  'co-signer-warnings': shown({ change: {
    participants: review.participants.map(each => each.address === BOB ? { ...each, lookAlikes: [`${BOB.slice(0, 6)}${'0'.repeat(32)}${BOB.slice(-4)}`] } : each),
    sessionData: { change: 'erased', before: '{"board":"e4 e5"}', after: '' }, quorum: { ...review.quorum, canSplit: 'yes' },
    submitter: { address: sampleId().slice(0, 42), relation: 'first', isParticipant: false },
  } }),
  'co-signer-long-amounts': shown({ change: {
    rows: review.rows.map(row => ({ ...row, asset: 'weth', before: '1234.123456789012345678', after: '234.876543210987654321', difference: '-999.246913578024691357' })),
    totals: [{ asset: 'weth', total: '3702.370370367037037034' }],
  } }),
  'co-signer-conflict': shown({ prepare: (client) => {
    client.slots = async () => [{ role: 'submitter', wallet: ALICE, allocations: [], text: null, reply: null, freeFrom: null, shared: null, withdraw: () => false }]
  } }),
  'co-signer-declining': shown({}, decline),
  'co-signer-declined': shown({}, async () => {
    await decline()
    await press('.nitrolite-decline [type=submit]')
  }),
  'co-signer-signing': shown({ afterwards: 'signing' }, sign),
  'co-signer-signed': shown({}, async () => {
    await sign()
    await press('[data-action=qr-code]')
  }),
  'co-signer-paid': shown({ afterwards: 'landed' }, sign),
  'co-signer-lapsed': shown({ afterwards: 'lapsed' }, sign),
  'co-signer-failed': shown({ afterwards: 'failed', code: 'PROPOSAL_FACTS_CHANGED' }, sign),
} satisfies Record<string, ShowState>
