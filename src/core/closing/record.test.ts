import { expect, it } from 'vitest'
import { attemptOf, LANDED, recordWith, REFUSED } from '../../../test/helpers/closingRecords'
import { attemptIn, known, NOW, planOf, planTogether, sharedDraft, signatureOf } from '../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../test/helpers/scriptedProtocol'
import { keptDraft, recordOf, withOutcomes, withSignatureOf } from './record'

const TIMERS = { elapsed: () => NOW.at, now: () => 0 }

it('the record of a closing holds its plan, every attempt with its outcome, and last the attempt to be written without an outcome', () => {
  const plan = planOf('close')
  const [refused, doubtful, fresh] = [attemptIn('refused', { id: 1 }), attemptIn('doubtful', { id: 2 }), attemptIn('written', { id: 3 })]
  const k = known({ attempts: [refused, doubtful], startedAt: 5 })
  expect(recordOf(k, plan, { written: [fresh.attempt] })).toEqual({
    version: 1, closingId: k.id, protocol: k.node.protocol, node: k.node.url, sessionId: k.sessionId, plan, startedAt: 5,
    attempts: [
      { attempt: refused.attempt, outcome: refused.outcome },
      { attempt: doubtful.attempt, outcome: null },
      { attempt: fresh.attempt, outcome: null },
    ],
  })
  expect(recordOf(k, plan).attempts).toHaveLength(2)
})

it('newer outcomes change nothing of a record but the outcomes of the attempts that they belong to', () => {
  const record = recordWith(attemptOf(1), attemptOf(2, REFUSED), attemptOf(3))
  const changed = withOutcomes(record, [attemptOf(1, LANDED), attemptOf(2), attemptOf(77, LANDED)])
  expect(changed).toEqual(recordWith(attemptOf(1, LANDED), attemptOf(2, REFUSED), attemptOf(3)))
})

it('a record takes a signature for the proposal that is collected for, and for no other one', () => {
  const draft = sharedDraft([ALICE])
  const record = recordOf(known(), planTogether('submitter'), { draft: keptDraft(draft, TIMERS) })
  const signers = (text: string) => withSignatureOf(record, signatureOf(BOB), text)?.draft?.signatures.map(({ participant }) => participant)
  expect(signers(draft.shared.text)).toEqual([ALICE, BOB])
  expect(signers('nlp1.another')).toBeUndefined()
  expect(withSignatureOf(recordWith(attemptOf(1)), signatureOf(BOB), draft.shared.text)).toBeNull()
})
