import { expect, it } from 'vitest'
import { attemptIn, known, NOW } from '../../../../test/helpers/knownClosing'
import { lookForOthers } from './moves'

it('a look for closes of others also asks for attempts that were given up as lost, because one of them may have closed the session', () => {
  const [refused, lost] = [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' }), attemptIn('void', { id: 2 })]
  expect(lookForOthers(known({ attempts: [refused, lost] }), NOW)).toEqual({ do: 'look', attempts: [lost.attempt], by: 'wallet' })
})
