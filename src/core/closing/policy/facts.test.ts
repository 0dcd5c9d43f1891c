import { describe, expect, it } from 'vitest'
import { attemptIn, draftOf, known, planOf } from '../../../../test/helpers/knownClosing'
import { canCancel, canStop } from './facts'
import type { Knowledge } from './knowledge'

const unsent = (id = 1, isOurs = true) => attemptIn('refused', { id, code: 'NOT_CONNECTED', isOurs })
const KEPT = { record: 'kept' } as const
const TWO_STEPS = planOf('operate', 'close')

/** A closing that has handed these attempts to a socket, or has found them in the journal. */
const having = (attempts: Knowledge['attempts'], parts: Parameters<typeof known>[0] = {}): Knowledge =>
  known({ attempts, hasSent: true, store: KEPT, ...parts })

type Row = readonly [situation: string, knowledge: Knowledge, isPossible: boolean]
const rows = (...all: Row[]): Row[] => all

describe('cancelling', () => {
  it.for(rows(
    ['a closing that has made no attempt can be cancelled', known({ draft: draftOf() }), true],
    ['a closing whose only attempt reached no socket can be cancelled', having([unsent()]), true],
    ['a closing of which no attempt reached a socket can be cancelled', having([unsent(), unsent(2)]), true],
    ['a closing can be cancelled if no attempt of an earlier client reached a socket', having([unsent(1, false)]), true],
    ['a closing cannot be cancelled while the record has changes that it has not read', having([unsent()], { store: { record: 'overtaken' } }), false],
    ['a closing cannot be cancelled if one of its attempts may land', having([unsent(), attemptIn('doubtful', { id: 2 })]), false],
    ['a closing cannot be cancelled if one of its attempts was given up as lost', having([attemptIn('void'), unsent(2)]), false],
    ['a closing cannot be cancelled while a further attempt is about to be sent', having([unsent(), attemptIn('written', { id: 2 })]), false],
    ['a closing can be cancelled after the node has refused everything that was sent', having([attemptIn('refused', { code: 'SESSION_KEY_REPLACED' }), unsent(2)]), true],
    ['a closing cannot be cancelled after the node found nothing to close, because somebody else may have closed the session', having([attemptIn('refused', { code: 'SESSION_NOT_OPEN' })]), false],
    ['a closing whose node has refused everything cannot be cancelled while a further attempt is about to be sent', having([attemptIn('refused', { code: 'NODE_STAMP_REFUSED' }), attemptIn('written', { id: 2 })]), false],
    ['a closing in two steps can be cancelled if its first step reached no socket', having([attemptIn('refused', { submission: 'operate', code: 'NOT_CONNECTED' })], { plan: TWO_STEPS }), true],
  ))('%s', ([, knowledge, isPossible]) => {
    expect(canCancel(knowledge)).toBe(isPossible)
  })

  it('only the person gives up a closing after the node has refused everything that was sent', () => {
    const k = having([attemptIn('refused', { code: 'NODE_STAMP_REFUSED' })])
    expect([canCancel(k), canStop(k)]).toEqual([true, false])
  })
})
