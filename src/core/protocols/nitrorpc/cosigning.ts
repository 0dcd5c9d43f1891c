import type { NodeCosigning } from '../../cosigning/nodeCosigning'
import { MESSAGE_EXPIRY } from './closing'
import { cosignedClose } from './cosignedClose'
import { nitroRpcProof } from './requestProof'

/** How several participants close a session together on ClearNode 0.5.2, as it was seen on running nodes. */
export const nitroRpcCosigning: NodeCosigning = {
  rules: {
    kinds: ['close'],
    stampedBy: 'time',
    spelling: 'checksum',
    emptyData: 'erases',
    // The node has no limit of its own (8 MiB were accepted). People have to read the data.
    sessionDataLimit: 4_096,
    rootApplication: 'clearnode',
    keyScope: 'application',
    signatureMarks: null,
    proof: nitroRpcProof,
  },
  window: MESSAGE_EXPIRY,
  proposalOf(close) {
    const { id: requestId, ts, text, digest } = cosignedClose(close)
    return { submission: 'close', requestId, ts, text, digest }
  },
}
