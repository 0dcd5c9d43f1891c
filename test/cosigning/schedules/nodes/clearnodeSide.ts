import { SigningKey } from 'ethers/crypto'
import type { Address, Hex } from '../../../../src/core'
import { nodeTagOf } from '../../../../src/core/cosigning/meaning'
import { allocationsOf } from '../../../../src/core/cosigning/rows'
import { cosignedClose } from '../../../../src/core/protocols/nitrorpc/cosignedClose'
import { createEmbeddedClearnode, seededRandom, type EmbeddedWebSocketConstructor, type VirtualTime } from '../../../../src/testing'
import { digestOf, recoverAddress } from '../../../../src/testing/formats/signatures'
import { DirectClient } from '../../../helpers/directClient'
import { readSent, recordSocket } from '../../../helpers/flow'
import { placeOf } from '../participants'
import type { Schedule } from '../schedule'
import { closeOf, freshUrl, optionsFor, sessionFor, signaturesById, type OnSubmission, type ScheduleNode } from './scheduleNode'

/** How long a ClearNode takes a request after its timestamp, in milliseconds. */
const WINDOW = 60_000
const MOST_LOGINS = 5

export function createClearnodeSide(schedule: Schedule, time: VirtualTime, onSubmission: OnSubmission): ScheduleNode {
  const node = createEmbeddedClearnode({ ...optionsFor(schedule, time), random: seededRandom(schedule.seed) })
  const socket = recordSocket(node)
  const sessionId = node.createSession(sessionFor(schedule)).id
  const participants = sessionFor(schedule).participants as Address[]
  const isSubmission = (frame: string): boolean => frame.includes('"close_app_session"')
  class ReportingSocket extends socket.WebSocket {
    override send(frame: string): void {
      if (isSubmission(frame)) onSubmission(readSent(frame).signatures)
      super.send(frame)
    }
  }
  const closesSent = () => socket.sent.filter(({ method }) => method === 'close_app_session')

  /** The wallet of each session key that somebody has logged in with. */
  function walletOf(signer: string): string {
    const login = socket.sent.find(({ method, params }) => method === 'auth_request' && String(params['session_key']).toLowerCase() === signer.toLowerCase())
    return login ? String(login.params['address']) : signer
  }

  const signerOf = (text: string, signature: Hex): number => placeOf(walletOf(recoverAddress(digestOf(text), signature) ?? ''))

  /** Anybody may submit what others have signed, so a second connection needs a login of anybody. */
  function sendAsStranger(frame: string): void {
    for (let tries = 0; tries < MOST_LOGINS; tries++) {
      const stranger = new DirectClient(node, 'stranger', time.now)
      if (isLoggedIn(stranger)) {
        onSubmission(readSent(frame).signatures)
        socket.sent.push(readSent(frame))
        return stranger.connection.receive(frame)
      }
    }
  }

  return {
    node, url: freshUrl(), WebSocket: ReportingSocket as EmbeddedWebSocketConstructor, sessionId, nodeTag: nodeTagOf(node.brokerAddress),
    participants,
    requestsOf(proposal) {
      const { sessionData, stamp } = proposal
      if (stamp.by !== 'time') return []
      const { text, digest } = cosignedClose({ ...stamp, sessionId, sessionData, allocations: allocationsOf(proposal, participants) })
      return [{
        digest,
        sign: privateKey => new SigningKey(privateKey).sign(digest).serialized as Hex,
        frame: signatures => `{"req":${text},"sig":${JSON.stringify(signatures)}}`,
      }]
    },
    direct: {
      isSubmission,
      send: sendAsStranger,
      timeLeft: frame => readSent(frame).ts + WINDOW - time.now(),
    },
    signatures: () => closesSent().flatMap(({ text, signatures }) => signatures.map(signature => ({ signature, signer: signerOf(text, signature) }))),
    sentSignatures: () => signaturesById(closesSent()),
    sentClose: requestId => closeOf(requestId, closesSent().filter(({ id }) => String(id) === requestId).map(({ text, signatures }) => ({
      digest: digestOf(text), signers: new Set(signatures.map(signature => signerOf(text, signature))),
    }))),
  }
}

/** Logs in. Faults of the node can delay an answer, which a direct client cannot wait for. */
function isLoggedIn(client: DirectClient): boolean {
  try {
    return client.login() === null
  }
  catch {
    return false
  }
}
