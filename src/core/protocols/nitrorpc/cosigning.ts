import type { NodeCosigning } from '../../cosigning/nodeCosigning'
import { NitroliteError } from '../../errors/errors'
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
  longestSigning: 900_000,
  // The end of the window, until which signatures are collected, is the end of the time to send as well.
  sendingTime: 0,
  proposalsOf({ session, allocations, sessionData, stamp }) {
    if (stamp.by !== 'time') throw new NitroliteError('PROPOSAL_OTHER_NODE')
    const { id: requestId, ts, text, digest } = cosignedClose({ sessionId: session.id, allocations, sessionData, requestId: stamp.requestId, ts: stamp.ts })
    return [{ submission: 'close', requestId, ts, text, digest }]
  },
}
