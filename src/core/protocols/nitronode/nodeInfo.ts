import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { NodeInfo } from '../protocol'
import type { Ask } from './calls'
import * as schemas from './schemas'

/**
 * Reads what the node says of itself, once.
 * @param pinned address that the node must have; `NODE_SIGNATURE_INVALID` when it has another
 */
export function createNodeInfoReader(ask: Ask, pinned: Address | undefined): (connection: Connection) => Promise<NodeInfo> {
  let known: Promise<NodeInfo> | null = null
  return connection => known ??= read(ask, connection, pinned).catch((thrown: unknown) => {
    known = null
    throw thrown
  })
}

async function read(ask: Ask, connection: Connection, pinned: Address | undefined): Promise<NodeInfo> {
  const { node_address: broker } = await ask(connection, { method: 'node.v1.get_config', schema: schemas.config })
  if (pinned !== undefined && checksumAddress(pinned) !== broker) {
    throw new NitroliteError('NODE_SIGNATURE_INVALID', { actual: broker, expected: pinned })
  }
  const { assets } = await ask(connection, { method: 'node.v1.get_assets', schema: schemas.assets })
  return { broker, assets }
}
