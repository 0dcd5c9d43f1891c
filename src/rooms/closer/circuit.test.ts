import { expect, it } from 'vitest'
import { createCircuit } from './circuit'

function openCircuit() {
  let now = 0
  const circuit = createCircuit(() => now)
  for (let failure = 0; failure < 5; failure += 1) circuit.noteFailure()
  return { circuit, pass: (ms: number) => { now += ms } }
}

it('rooms are begun while the node answers, and after fewer than five failures in a row', () => {
  const circuit = createCircuit(() => 0)
  for (let failure = 0; failure < 4; failure += 1) circuit.noteFailure()
  circuit.noteAnswer()
  for (let failure = 0; failure < 4; failure += 1) circuit.noteFailure()
  expect(circuit.isOpen).toBe(false)
  expect(circuit.mayBegin()).toBe(true)
})

it('after five failures in a row no room is begun, and after a pause only one', () => {
  const { circuit, pass } = openCircuit()
  expect(circuit.isOpen).toBe(true)
  expect(circuit.mayBegin()).toBe(false)
  pass(1_000)
  expect(circuit.mayBegin()).toBe(true)
  expect(circuit.mayBegin()).toBe(false)
})

it('if the room that tries fails, the next pause is twice as long', () => {
  const { circuit, pass } = openCircuit()
  pass(1_000)
  circuit.mayBegin()
  circuit.noteFailure()
  pass(1_999)
  expect(circuit.mayBegin()).toBe(false)
  pass(1)
  expect(circuit.mayBegin()).toBe(true)
})

it('failures of rooms that were begun earlier do not make a pause longer', () => {
  const { circuit, pass } = openCircuit()
  for (let failure = 0; failure < 20; failure += 1) circuit.noteFailure()
  pass(1_000)
  expect(circuit.mayBegin()).toBe(true)
})

it('one answer of the node lets all rooms begin again', () => {
  const { circuit, pass } = openCircuit()
  pass(1_000)
  circuit.mayBegin()
  circuit.noteAnswer()
  expect(circuit.isOpen).toBe(false)
  expect([circuit.mayBegin(), circuit.mayBegin()]).toEqual([true, true])
})

it('a room that tries the node and reports nothing does not keep the others back forever', () => {
  const { circuit, pass } = openCircuit()
  pass(1_000)
  circuit.mayBegin()
  pass(60_000)
  expect(circuit.mayBegin()).toBe(true)
})

it('a room that tries the node and then waits for its players shows that the node answers', () => {
  const { circuit, pass } = openCircuit()
  pass(1_000)
  circuit.mayBegin()
  circuit.noteWaiting(true)
  expect([circuit.isOpen, circuit.mayBegin(), circuit.mayBegin()]).toEqual([false, true, true])
})

it('a room that has asked the node nothing and waits for its players lets another one try at once', () => {
  const { circuit, pass } = openCircuit()
  pass(1_000)
  circuit.mayBegin()
  circuit.noteWaiting(false)
  expect([circuit.isOpen, circuit.mayBegin(), circuit.mayBegin()]).toEqual([true, true, false])
})

it('rooms that wait for their players do not hide that the node leaves requests without an answer', () => {
  const circuit = createCircuit(() => 0)
  for (let failure = 0; failure < 5; failure += 1) {
    circuit.noteWaiting(true)
    circuit.noteFailure()
  }
  expect(circuit.isOpen).toBe(true)
})
