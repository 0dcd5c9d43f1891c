import { Wallet } from 'ethers'
import { getBytes } from 'ethers/utils'
import type { Address, Allocation, Hex } from '../../../../src/core'
import { nodeTagOf } from '../../../../src/core/cosigning/meaning'
import { allocationsOf } from '../../../../src/core/cosigning/rows'
import { nitronodeCosigning } from '../../../../src/core/protocols/nitronode/cosigning'
import { SIGNED_BY } from '../../../../src/core/protocols/nitronode/digests'
import { createEmbeddedNitronode, type EmbeddedWebSocketConstructor, type VirtualTime } from '../../../../src/testing'
import { parseDecimal, ZERO } from '../../../../src/testing/formats/decimal'
import { updateDigest } from '../../../../src/testing/nitronode/encoding'
import { recoverPersonal } from '../../../../src/testing/nitronode/signatures'
import { sessionOf } from '../../../helpers/nitronodeClosing'
import { SUBMIT } from '../../../helpers/nitronodeTogetherRig'
import { placeOf } from '../participants'
import type { Schedule } from '../schedule'
import { closeOf, freshUrl, optionsFor, sessionFor, signaturesById, type OnSubmission, type ScheduleNode } from './scheduleNode'

/** Ids of requests that are made without a client. Clients draw theirs at random from a much larger range. */
const FIRST_ID = 1_000_000
/** The first element of a frame that refuses a request. */
const ERROR = '4'
const REGISTER = 'app_sessions.v1.submit_session_key_state'

interface SentUpdate {
  readonly app_state_update: {
    readonly app_session_id: Hex
    readonly intent: number
    readonly version: string
    readonly allocations: readonly { readonly participant: string, readonly asset: string, readonly amount: string }[]
    readonly session_data: string
  }
  readonly quorum_sigs: readonly Hex[]
}

interface SentKey {
  readonly state: { readonly user_address: string, readonly session_key: string }
}

/** A request as it left a client. A nitronode takes the same request again with other signatures. */
interface SentRequest {
  readonly id: number
  readonly signatures: readonly Hex[]
  readonly update: SentUpdate
  /** The node has answered with an error. */
  isRefused: boolean
}

type Frame<Payload> = readonly [type: number, id: number, method: string, payload: Payload]

/**
 * Leaves out requests that the node has refused. A fault can make the node answer with an error although it has carried the request out.
 * So if it has answered every request of an id with an error, all of them stay.
 */
const withoutRefused = (sent: readonly SentRequest[]): readonly SentRequest[] => sent.filter(request =>
  !request.isRefused || sent.every(({ id, isRefused }) => id !== request.id || isRefused))

function digestOf({ app_state_update: state }: SentUpdate): Hex {
  return updateDigest({
    sessionId: state.app_session_id, intent: state.intent, version: BigInt(state.version), sessionData: state.session_data,
    allocations: state.allocations.map(row => ({ ...row, amount: parseDecimal(row.amount) ?? ZERO })),
  })
}

export function createNitronodeSide(schedule: Schedule, time: VirtualTime, onSubmission: OnSubmission): ScheduleNode {
  const node = createEmbeddedNitronode(optionsFor(schedule, time))
  const sent: SentRequest[] = []
  /** The wallet of each session key, both in lower case. */
  const walletOf = new Map<string, string>()
  const isSubmission = (frame: string): boolean => frame.includes(`"${SUBMIT}"`)

  /** @returns the request if the frame is one to change or close the session */
  function record(frame: string): SentRequest | null {
    if (isSubmission(frame)) {
      const [, id, , update] = JSON.parse(frame) as Frame<SentUpdate>
      onSubmission(update.quorum_sigs)
      const request: SentRequest = { id, update, signatures: update.quorum_sigs, isRefused: false }
      sent.push(request)
      return request
    }
    if (frame.includes(`"${REGISTER}"`)) {
      const [, , , { state }] = JSON.parse(frame) as Frame<SentKey>
      walletOf.set(state.session_key.toLowerCase(), state.user_address.toLowerCase())
    }
    return null
  }

  class RecordingSocket extends node.WebSocket {
    readonly #unanswered: SentRequest[] = []

    constructor(...given: ConstructorParameters<typeof node.WebSocket>) {
      super(...given)
      this.addEventListener('message', event => this.#noteAnswer(String((event as MessageEvent).data)))
    }

    override send(frame: string): void {
      const request = record(frame)
      if (request) this.#unanswered.push(request)
      super.send(frame)
    }

    #noteAnswer(frame: string): void {
      const [, type, answeredId] = /^\[(\d+),(\d+),/.exec(frame) ?? []
      const index = this.#unanswered.findIndex(({ id }) => String(id) === answeredId)
      const [answered] = index < 0 ? [] : this.#unanswered.splice(index, 1)
      if (answered) answered.isRefused = type === ERROR
    }
  }

  /** The first byte of a signature says only whether a wallet or a key has signed. */
  function signerOf(digest: Hex, signature: Hex): number {
    const signer = recoverPersonal(digest, signature.slice(4))
    if (!signer.ok) return -1
    return placeOf(walletOf.get(signer.value.toLowerCase()) ?? signer.value)
  }

  const sessionId = node.createSession(sessionFor(schedule)).id
  const participants = sessionFor(schedule).participants.map(participant => participant.toLowerCase() as Address)
  let lastId = FIRST_ID
  const marks = { newRequestId: () => ++lastId, newStamp: () => time.now() }
  return {
    node, url: freshUrl(), WebSocket: RecordingSocket as EmbeddedWebSocketConstructor, sessionId, nodeTag: nodeTagOf(node.nodeAddress),
    participants,
    requestsOf(proposal) {
      const allocations = allocationsOf(proposal, participants)
      const rows = node.session(sessionId)?.allocations ?? []
      const session = sessionOf({ id: sessionId, participants: participants.map(address => ({ address, weight: 1 })), allocations: rows as Allocation[] })
      return nitronodeCosigning.proposalsOf({ ...proposal, session, allocations }, marks).map(({ requestId, text, digest, ts }) => ({
        digest,
        sign: privateKey => `${SIGNED_BY.wallet}${new Wallet(privateKey).signMessageSync(getBytes(digest)).slice(2)}`,
        frame: signatures => JSON.stringify([1, requestId, SUBMIT, { app_state_update: JSON.parse(text) as unknown, quorum_sigs: signatures }, ts]),
      }))
    },
    direct: {
      isSubmission,
      send: (frame) => {
        record(frame)
        node.connect({ onMessage: () => {}, onClose: () => {} }).receive(frame)
      },
      timeLeft: () => null,
    },
    signatures: () => sent.flatMap(({ update }) => update.quorum_sigs.map(signature => ({ signature, signer: signerOf(digestOf(update), signature) }))),
    sentSignatures: () => signaturesById(withoutRefused(sent)),
    sentClose: requestId => closeOf(requestId, sent.filter(({ id }) => String(id) === requestId).map(({ update }) => {
      const digest = digestOf(update)
      return { digest, signers: new Set(update.quorum_sigs.map(signature => signerOf(digest, signature))) }
    })),
  }
}
