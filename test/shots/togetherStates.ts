import { createPinia } from 'pinia'
import { createApp, h } from 'vue'
import SessionCloser from '../../src/components/session-closer/SessionCloser.vue'
import type { SharedProposal } from '../../src/core/cosigning/api'
import { qrOf } from '../../src/core/cosigning/qr'
import { NitroliteError } from '../../src/core/errors/errors'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { createFakeClient } from '../helpers/fakeClient'
import { createFakeClosing } from '../helpers/fakeClosing'
import { ALICE, BOB, CAROL, sampleSession } from '../helpers/sampleSession'
import { press, settle, showApp, withNames, type ShowState } from './shownState'

const PROPOSAL = `nlp1.${'Ab3dEf7HiJ_k-MnoP9'.repeat(10)}`

const together = sampleSession({
  quorum: 100, participants: [{ address: ALICE, weight: 50 }, { address: BOB, weight: 30 }, { address: CAROL, weight: 20 }],
  allocations: [ALICE, BOB, CAROL].map((participant, at) => ({ participant, asset: 'usdc', amount: ['0.5', '0.3', '0.2'][at] ?? '0' })),
})

/** A state of `<SessionCloser>` with a session that Alice cannot close alone. */
const proposing = (work: () => Promise<void> = async () => {}, change: Partial<SharedProposal> = {}): ShowState => async (texts) => {
  const client = createFakeClient([together])
  const closing = createFakeClosing('closing-1', { sessionId: together.id, allocations: together.allocations }, (snapshot) => { client.emit('closing', snapshot) })
  const shared: SharedProposal = {
    closing, text: PROPOSAL, code: 'K7QM-2XHT', signUntil: Date.now() + 290_000, isInRoom: false, enter: () => {}, subscribe: () => () => {}, approvedBy: [], presentNow: null, refusedBy: [], signedBy: [BOB], missingWeight: 20,
    declines: [{ participant: CAROL, reason: 'amounts', note: 'I paid for the board as well.' }],
    link: page => `${page}#${PROPOSAL}`, qrCode: () => qrOf(PROPOSAL), ...change,
  }
  let isProposed = false
  client.closings.get = () => isProposed ? closing : null
  client.propose = async () => {
    isProposed = true
    closing.progress.update({ state: 'collecting' })
    return shared
  }
  client.addSignature = () => Promise.reject(new NitroliteError('PROPOSAL_GONE'))
  const app = createApp({ render: () => h(SessionCloser, { sessionId: together.id, ...withNames({ [BOB]: 'Bob' }) }) })
  app.use(createPinia()).use(createNitrolite({ client, storage: false, texts }))
  await showApp(app)
  await work()
  await settle()
}

const ask = (): Promise<void> => press('.nitrolite-button[data-variant=primary]')

async function askTwice(): Promise<void> {
  await ask()
  await ask()
}

/** The states of `<SessionCloser>` for a session that several participants close. */
export const togetherStates = {
  'closer-propose': proposing(),
  'closer-confirm-proposal': proposing(ask),
  'closer-collecting': proposing(askTwice),
  'closer-refused': proposing(askTwice, { refusedBy: [BOB], signedBy: [], declines: [], missingWeight: 50 }),
  'closer-refused-in-room': proposing(askTwice, { isInRoom: true, refusedBy: [BOB], signedBy: [], approvedBy: [CAROL], presentNow: [CAROL], declines: [], missingWeight: 50 }),
  'closer-gathering': proposing(askTwice, { isInRoom: true, signUntil: null, refusedBy: [], signedBy: [], approvedBy: [BOB], presentNow: [BOB], missingWeight: 50 }),
} satisfies Record<string, ShowState>
