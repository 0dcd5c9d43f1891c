import type { Connection, DecodedError, DecodedResponse, RequestOptions } from '../../src/core/connection/types'
import { nitronodeCodec } from '../../src/core/protocols/nitronode/codec'

/** An answer of a scripted nitronode: the payload of a response, or an error text. */
export type NitronodeAnswer = { readonly payload: unknown } | { readonly error: string }

/** A request as it arrives at a scripted nitronode. */
export interface NitronodeCall {
  readonly id: number
  readonly method: string
  readonly payload: Record<string, unknown>
  readonly options: RequestOptions | undefined
}

/** The node's clock, Unix milliseconds. */
const NOW = 1_795_466_137_800

/** A connection to a nitronode whose answers a test decides, and all calls that it received. */
export function scriptNitronode(answer: (call: NitronodeCall) => NitronodeAnswer | Promise<NitronodeAnswer>) {
  const calls: NitronodeCall[] = []
  let id = 2 ** 51
  let stamp = NOW
  const connection = {
    socketName: 'socket-1',
    criticalInFlight: false,
    now: () => NOW,
    newRequestId: () => ++id,
    newStamp: () => ++stamp,
    async request({ frame }, options): Promise<DecodedResponse | DecodedError> {
      const [, request, method, payload] = JSON.parse(frame) as [number, number, string, Record<string, unknown>]
      const call = { id: request, method, payload, options }
      calls.push(call)
      const given = await answer(call)
      const text = JSON.stringify('error' in given
        ? [4, request, method, { error: given.error }, NOW]
        : [2, request, method, given.payload, NOW])
      const decoded = nitronodeCodec.decode(text)
      if (decoded.kind !== 'response' && decoded.kind !== 'error') throw new Error(`The script made a frame of the kind ${decoded.kind}.`)
      return decoded
    },
  } satisfies Partial<Connection> as unknown as Connection
  return { connection, calls }
}
