import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { NodeInfo } from '../protocol'
import type { Ask } from './calls'
import * as schemas from './schemas'

/**
 * Makes a function that reads the node's address and assets once and then returns the same result. A failed read is repeated
 * by the next call.
 * @param pinned the address that the node must have; the function throws `NODE_SIGNATURE_INVALID` if it has another one
 */
export function createNodeInfoReader(ask: Ask, pinned: Address | undefined): (connection: Connection) => Promise<NodeInfo> {
  let info: Promise<NodeInfo> | null = null
  return connection => info ??= readNodeInfo(ask, connection, pinned).catch((thrown: unknown) => {
    info = null
    throw thrown
  })
}

async function readNodeInfo(ask: Ask, connection: Connection, pinned: Address | undefined): Promise<NodeInfo> {
  const [{ node_address: broker }, { assets }] = await Promise.all([
    ask(connection, { method: 'node.v1.get_config', schema: schemas.config }),
    ask(connection, { method: 'node.v1.get_assets', schema: schemas.assets }),
  ])
  if (pinned !== undefined && checksumAddress(pinned) !== broker) {
    throw new NitroliteError('NODE_SIGNATURE_INVALID', { actual: broker, expected: pinned })
  }
  return { broker, assets }
}
