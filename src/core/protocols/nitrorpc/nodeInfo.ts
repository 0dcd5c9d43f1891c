import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { isSignedBy } from '../../wallet/signature'
import type { SignatureEngine } from '../../wallet/types'
import type { NodeInfo } from '../protocol'
import { ask } from './calls'
import { digestOf, encodeRequest, toFrame } from './codec'
import * as schemas from './schemas'

async function readNodeInfo(connection: Connection, pinned: Address | undefined): Promise<NodeInfo> {
  const [config, { assets }] = await Promise.all([
    ask(connection, { method: 'get_config', params: {}, schema: schemas.config }),
    ask(connection, { method: 'get_assets', params: {}, schema: schemas.assets }),
  ])
  const broker = checksumAddress(config.broker_address)
  if (broker === null) {
    throw new NitroliteError('RESPONSE_UNEXPECTED', { method: 'get_config', reason: 'The broker address is missing.' })
  }
  if (pinned !== undefined && checksumAddress(pinned) !== broker) {
    throw new NitroliteError('NODE_SIGNATURE_INVALID', { actual: broker, expected: pinned })
  }
  // An asset may have different decimals on different chains. Amounts with the smallest number of decimals are valid on all.
  const decimals = new Map<string, number>()
  for (const asset of schemas.readable(assets)) {
    decimals.set(asset.symbol, Math.min(asset.decimals, decimals.get(asset.symbol) ?? Infinity))
  }
  return { broker, assets: Array.from(decimals, ([symbol, smallest]) => ({ symbol, decimals: smallest })) }
}

/**
 * Makes a function that reads the node's address and assets once and then returns the same result. A failed read is repeated
 * by the next call.
 * @param pinned the address that the node must have; the function throws `NODE_SIGNATURE_INVALID` if it has another one
 */
export function createNodeInfoReader(pinned: Address | undefined): (connection: Connection) => Promise<NodeInfo> {
  let info: Promise<NodeInfo> | null = null
  return connection => info ??= readNodeInfo(connection, pinned).catch((thrown: unknown) => {
    info = null
    throw thrown
  })
}

/** Whether the node signs its answers with the key of this address. The id in the signed text is that of the request. */
export async function isNodeProven(connection: Connection, broker: Address, engine: SignatureEngine | undefined): Promise<boolean> {
  const request = encodeRequest(connection.newRequestId(), 'get_config', {}, connection.newStamp())
  const { signedText, signatures } = await connection.request(toFrame(request, []))
  const digest = digestOf(signedText)
  return signatures.some(signature => isSignedBy(digest, signature, broker, engine))
}
