import { expect, it } from 'vitest'
import { actionFor, attemptIn, draftOf, known, looked, NOW, planOf, sharedDraft, troubleOf } from '../../../../test/helpers/knownClosing'
import { ALICE } from '../../../../test/helpers/scriptedProtocol'
import { NitroliteError } from '../../errors/errors'
import type { JournalRecord } from '../../journal/journal'
import type { Held, Knowledge } from './knowledge'
import { learn } from './learn'
import { show } from './show'

const lost = (k: Knowledge): Knowledge => learn(k, { kind: 'turn lost' }, NOW.at)
const regained = (k: Knowledge): Knowledge => learn(k, { kind: 'turn', isOurs: true }, NOW.at)

it('a closing whose turn was lost asks for its turn before it does anything else', () => {
  for (const k of [known(), known({ draft: draftOf() }), known({ attempts: [attemptIn('doubtful')] }), known({ attempts: [attemptIn('landed')] })]) {
    expect(actionFor(lost(k))).toBe('take turn')
  }
})

it('a closing that waited for the connection when its turn was lost does not give up', () => {
  const k = known({ trouble: troubleOf('NOT_CONNECTED') })
  expect(actionFor(lost(k))).toBe('take turn')
  expect(actionFor(regained(lost(k)))).toBe(actionFor(known()))
})

it('a closing that has its turn again reads its record first, because another client may have changed it', () => {
  expect(actionFor(regained(lost(known({ attempts: [attemptIn('doubtful')] }))))).toBe('read record')
  expect(actionFor(regained(lost(known({ draft: sharedDraft([ALICE]), store: { record: 'kept' } }))))).toBe('read record')
})

it('an attempt that was written while the turn was lost is not sent before the record was read', () => {
  const k = learn(lost(known({ draft: draftOf() })), { kind: 'written', attempts: [attemptIn('written').attempt] }, NOW.at)
  expect(actionFor(k)).toBe('take turn')
  expect(actionFor(regained(k))).toBe('read record')
})

it('a closing from the journal is looked up once more after its turn was lost, because another client may have ended it', () => {
  const attempts = [attemptIn('refused', { code: 'NOT_CONNECTED', isOurs: false })]
  const k = known({ request: null, attempts, store: { lookups: { count: 1, at: NOW.at } }, node: looked(false) })
  expect(actionFor(k)).toBe('sign close')
  const record = { attempts } as unknown as JournalRecord
  expect(actionFor(learn(regained(lost(k)), { kind: 'record', record }, NOW.at))).toBe('look up ending')
})

it('a closing without a record does not look for one after its turn was lost', () => {
  expect(actionFor(regained(lost(known({ draft: draftOf() }))))).toBe(actionFor(known({ draft: draftOf() })))
  const paid = known({ attempts: [attemptIn('landed')], store: { record: 'removed' } })
  expect(actionFor(regained(lost(paid)))).toBe(actionFor(paid))
})

it('a client whose turn it is not has no turn to lose', () => {
  for (const turn of ['not asked', 'theirs'] as const) {
    const k = known({ turn })
    expect(lost(k)).toEqual(k)
  }
})

it('a closing whose turn was lost is not shown as unknown if it has sent nothing', () => {
  expect(show(lost(known({ draft: draftOf() })), { do: 'take turn' }).state).toBe('signing')
  expect(show(lost(known({ attempts: [attemptIn('doubtful')] })), { do: 'take turn' }).state).toBe('confirming')
})

it('an agreed split stays on screen with its choice while the turn is asked for again', () => {
  const held: Held = { error: new NitroliteError('WALLET_REJECTED'), at: NOW.at, isContinuing: false, leaveAt: null }
  const k = known({ plan: planOf('operate', 'close'), attempts: [attemptIn('landed', { submission: 'operate' })], person: { held } })
  expect(show(lost(k), { do: 'take turn' }, 'agreed').state).toBe('agreed')
})
