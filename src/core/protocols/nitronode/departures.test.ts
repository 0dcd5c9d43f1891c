import { expect, it } from 'vitest'
import type { Hex } from '../../types'
import { Departures } from './departures'

const ID: Hex = `0x${'ab'.repeat(32)}`
const OTHER: Hex = `0x${'cd'.repeat(32)}`

it('whenGone waits until every submission of the session has left that was waiting at the time of the call', async () => {
  const departures = new Departures()
  const [first, second] = [departures.expect(ID), departures.expect(ID)]
  let isOver = false
  void departures.whenGone(ID)?.then(() => { isOver = true })
  departures.expect(ID)
  first()
  await Promise.resolve()
  expect(isOver).toBe(false)
  second()
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  expect(isOver).toBe(true)
})

it('whenGone does not wait for submissions of other sessions, nor for a submission that has left', () => {
  const departures = new Departures()
  const onLeft = departures.expect(ID)
  expect(departures.whenGone(OTHER)).toBeNull()
  expect(departures.whenGone(ID)).not.toBeNull()
  onLeft()
  onLeft()
  expect(departures.whenGone(ID)).toBeNull()
})
