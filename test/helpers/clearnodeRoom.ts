import type { SigningKey } from 'ethers/crypto'
import { createEmbeddedClearnode, type EmbeddedClearnode } from '../../src/testing'
import type { Hex } from '../../src/core/types'
import { DirectClient, signaturesOver } from './directClient'

export interface RoomOptions {
  /** @default 50 for each of two people */
  readonly weights?: readonly number[]
  /** @default 100 */
  readonly quorum?: number
  /** What each person holds in the session, in usdc. @default 1 for the first person, nothing for the others */
  readonly amounts?: readonly string[]
  readonly sessionData?: string
  /** @default what the embedded ClearNode has by default */
  readonly privateKey?: Hex
}

/** People with a session on an embedded ClearNode, and a stranger who is logged in and submits what the people sign. */
export class ClearnodeRoom {
  now = 1_800_000_000_000
  readonly clock = (): number => this.now
  readonly node: EmbeddedClearnode
  /** Named person0, person1 and so on. Nobody is logged in. */
  readonly people: readonly DirectClient[]
  readonly stranger: DirectClient
  readonly id: Hex
  #lastRequest = 1000

  constructor({ weights = [50, 50], quorum = 100, amounts = ['1'], sessionData = '', privateKey }: RoomOptions = {}) {
    this.node = createEmbeddedClearnode({ clock: this.clock, ...(privateKey && { privateKey }) })
    this.people = weights.map((_, index) => this.join(`person${index}`))
    this.stranger = this.join('stranger')
    this.stranger.login()
    const participants = this.people.map(({ wallet }) => wallet)
    const allocations = participants.map((participant, index) => ({ participant, asset: 'usdc', amount: amounts[index] ?? '0' }))
    this.id = this.node.createSession({ participants, weights, quorum, allocations, application: 'app', sessionData }).id
  }

  /** Opens a connection for a name. The same name has the same wallet. */
  join(name: string): DirectClient {
    return new DirectClient(this.node, name, this.clock)
  }

  person(index: number): DirectClient {
    const person = this.people[index]
    if (!person) throw new RangeError(`The room has no person ${index}.`)
    return person
  }

  /** The keys of the wallets of some people. */
  wallets(...indexes: readonly number[]): SigningKey[] {
    return indexes.map(index => this.person(index).walletKey)
  }

  /** The params of a close that gives each person an amount of usdc. */
  split(...amounts: readonly string[]): { app_session_id: Hex, allocations: { participant: string, asset: string, amount: string }[] } {
    return {
      app_session_id: this.id,
      allocations: amounts.map((amount, index) => ({ participant: this.person(index).wallet, asset: 'usdc', amount })),
    }
  }

  /** The text of a close. @param params params, or their JSON */
  closeText(params: object | string, ts = this.now): string {
    const json = typeof params === 'string' ? params : JSON.stringify(params)
    return `[${++this.#lastRequest},"close_app_session",${json},${ts}]`
  }

  /** The stranger submits a text. @returns `closed`, or the text of the error */
  submit(text: string, signatures: readonly string[], by = this.stranger): unknown {
    return this.submitFrame(`{"req":${text},"sig":${JSON.stringify(signatures)}}`, by)
  }

  /** The stranger sends a frame. @returns the status in the answer, or the text of the error */
  submitFrame(frame: string, by = this.stranger): unknown {
    by.connection.receive(frame)
    const params = by.frames.at(-1)?.params
    return params?.['error'] ?? params?.['status']
  }

  /** The stranger submits a close that some keys sign. @returns `closed`, or the text of the error */
  close(params: object | string, signers: readonly SigningKey[], ts?: number): unknown {
    const text = this.closeText(params, ts)
    return this.submit(text, signaturesOver(text, signers))
  }

  /** What each person has outside of the session, in usdc. */
  get paid(): string[] {
    return this.people.map(({ wallet }) => this.node.balances(wallet).find(({ asset }) => asset === 'usdc')?.amount ?? '0')
  }

  /** What each person holds in the session, in usdc. */
  get held(): string[] {
    const allocations = this.node.session(this.id)?.allocations ?? []
    return this.people.map(({ wallet }) =>
      allocations.find(({ participant, asset }) => participant === wallet && asset === 'usdc')?.amount ?? '0')
  }
}
