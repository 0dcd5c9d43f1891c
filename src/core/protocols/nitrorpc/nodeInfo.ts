import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { NodeInfo } from '../protocol'
import { ask } from './calls'
import * as schemas from './schemas'

async function readNodeInfo(connection: Connection, pinned: Address | undefined): Promise<NodeInfo> {
  const [config, { assets }] = await Promise.all([
    ask(connection, { method: 'get_config', params: {}, schema: schemas.config }),
    ask(connection, { method: 'get_assets', params: {}, schema: schemas.assets }),
  ])
  const broker = checksumAddress(config.broker_address)
  if (broker === null) throw new NitroliteError('RESPONSE_UNEXPECTED', { method: 'get_config', reason: 'no broker address' })
  if (pinned !== undefined && checksumAddress(pinned) !== broker) {
    throw new NitroliteError('NODE_SIGNATURE_INVALID', { actual: broker, expected: pinned })
  }
  // An asset may have other decimals on other chains; what fits all of them is the smallest.
  const decimals = new Map<string, number>()
  for (const asset of schemas.readable(assets)) {
    decimals.set(asset.symbol, Math.min(asset.decimals, decimals.get(asset.symbol) ?? Infinity))
  }
  return { broker, assets: Array.from(decimals, ([symbol, each]) => ({ symbol, decimals: each })) }
}

/**
 * Reads what the node says of itself, once.
 * @param pinned address that the node must have; `NODE_SIGNATURE_INVALID` when it has another
 */
export function createNodeInfoReader(pinned: Address | undefined): (connection: Connection) => Promise<NodeInfo> {
  let known: Promise<NodeInfo> | null = null
  return connection => {
    known ??= readNodeInfo(connection, pinned).catch((thrown: unknown) => {
      known = null
      throw thrown
    })
    return known
  }
}
