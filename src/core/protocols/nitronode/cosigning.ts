import type { NodeCosigning } from '../../cosigning/nodeCosigning'
import { NitroliteError } from '../../errors/errors'
import { propose } from './closing'
import { SIGNED_BY } from './digests'
import { nitronodeProof } from './requestProof'

/** How several participants close a session together on nitronode 1.4.1, as it was seen on running nodes. */
export const nitronodeCosigning: NodeCosigning = {
  rules: {
    kinds: ['close', 'operate and close'],
    stampedBy: 'version',
    spelling: 'lower case',
    emptyData: 'keeps',
    sessionDataLimit: 1_024,
    rootApplication: null,
    keyScope: 'session',
    signatureMarks: SIGNED_BY,
    proof: nitronodeProof,
  },
  // A signature ends with its key, or once the session has its version.
  window: null,
  // The keys of the others live for 15 minutes, unless an app says less, and everything must be sent before they end.
  longestSigning: 840_000,
  sendingTime: 30_000,
  proposalsOf({ session, kind, allocations, sessionData, stamp }, marks) {
    if (stamp.by !== 'version') throw new NitroliteError('PROPOSAL_OTHER_NODE')
    const submissions = kind === 'close' ? ['close'] : ['operate', 'close']
    const plan = { session: { ...session, version: stamp.version - 1 }, allocations, submissions, sessionData }
    return submissions.map(submission => propose(marks, plan, submission, session.participants.length))
  },
}
