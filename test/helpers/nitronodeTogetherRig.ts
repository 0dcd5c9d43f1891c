import { Wallet } from 'ethers'
import { onTestFinished } from 'vitest'
import type { Hex } from '../../src/core'
import { createEmbeddedNitronode, type EmbeddedSession, type FaultSchedule } from '../../src/testing'
import { loadNitronode } from './loadNitronode'
import { freshUrl } from './nitronodeFlow'
import { ALICE, APPLICATION, BOB } from './people'
import { CAROL } from './togetherRig'
import { joinWith, startVirtualTime } from './virtualParties'

/** A state that a client sent. */
export interface SentState {
  readonly intent: number
  readonly version: string
  readonly signatures: readonly Hex[]
}

interface SentPayload {
  readonly app_state_update: Omit<SentState, 'signatures'>
  readonly quorum_sigs: readonly Hex[]
}

export interface NitronodeTogetherOptions {
  readonly faults?: FaultSchedule['faults']
  /** Weights of Alice, Bob and Carol. @default [50, 30, 20] */
  readonly weights?: readonly number[]
  /** @default 80 */
  readonly quorum?: number
}

/** A wallet that asks its owner for every signature, and counts the questions. */
export function askingWallet(privateKey: Hex) {
  const wallet = new Wallet(privateKey)
  let questions = 0
  return {
    get questions() { return questions },
    getAddress: () => Promise.resolve(wallet.address),
    signTypedData: (): Promise<string> => Promise.reject(new Error('A nitronode has no typed data to sign.')),
    signMessage(message: Uint8Array): Promise<string> {
      questions += 1
      return wallet.signMessage(message)
    },
  }
}

/** An embedded nitronode with a session of Alice, Bob and Carol, which holds 1 usdc of Alice, in virtual time. */
export async function startNitronodeTogether({ faults = [], weights = [50, 30, 20], quorum = 80 }: NitronodeTogetherOptions = {}) {
  // Loading takes real time, and virtual time does not wait for it.
  await Promise.all([loadNitronode(), import('../../src/core/cosigning/createCosigning')])
  const virtual = startVirtualTime()
  const { time, settled, passed } = virtual
  const node = createEmbeddedNitronode({ clock: () => time.now(), timers: time, faults: { faults } })
  onTestFinished(() => { node.dispose() })
  const seed = (weight: readonly number[]): Hex => node.createSession({
    participants: [ALICE, BOB, CAROL], weights: [...weight], quorum, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id
  const sessionId = seed(weights)
  const sent: SentState[] = []
  class RecordingSocket extends node.WebSocket {
    override send(text: string): void {
      if (text.includes(`"${SUBMIT}"`)) {
        const [, , , { app_state_update: state, quorum_sigs: signatures }] = JSON.parse(text) as [number, number, string, SentPayload]
        sent.push({ intent: state.intent, version: state.version, signatures })
      }
      super.send(text)
    }
  }

  /** Sends one call over a connection of its own. @returns the payload of the answer, or the text of the error */
  function ask(method: string, payload: unknown): unknown {
    const frames: string[] = []
    const connection = node.connect({ onMessage: text => frames.push(text), onClose: () => undefined })
    connection.receive(JSON.stringify([1, 7, method, payload, time.now()]))
    const [type, , , answer] = JSON.parse(frames.at(-1) ?? '[]') as [number, number, string, { error?: string }]
    return type === 4 ? answer.error : answer
  }

  return {
    time, node, sessionId, seed, settled, passed, sent, ask,
    join: joinWith(virtual, { url: freshUrl(), application: APPLICATION, WebSocket: RecordingSocket as never }),
    session: (): EmbeddedSession | null => node.session(sessionId),
    /** The keys that the node lists for a wallet now. */
    keysOf: (wallet: string) => (ask('app_sessions.v1.get_last_key_states', { user_address: wallet }) as { states: ListedKey[] }).states,
    /** What the node has accepted for the session: 0 for an operate, 3 for a close. */
    updates: () => node.updates().filter(update => update.sessionId === sessionId).map(({ intent }) => intent),
    /** In the order Alice, Bob, Carol. */
    paid: () => [ALICE, BOB, CAROL].flatMap(address => node.releases()
      .filter(row => row.sessionId === sessionId && row.participant === address.toLowerCase())
      .map(({ asset, amount }) => [address, asset, amount])),
  }
}

export interface ListedKey {
  readonly session_key: string
  readonly application_ids: readonly string[]
  readonly app_session_ids: readonly string[]
  readonly expires_at: string
}

export const SUBMIT = 'app_sessions.v1.submit_app_state'
export const OPERATE = 0
export const CLOSE = 3
