import { expect, it } from 'vitest'
import { createRequestLimit, MOST_IN_FLIGHT, type RequestLimit } from './requestLimit'

const answerMany = (limit: RequestLimit, answers: number): void => {
  for (let count = 0; count < answers; count += 1) limit.noteAnswer()
}

it('the limit of requests in flight starts at its maximum and stays there while all answers come in time', () => {
  const limit = createRequestLimit()
  answerMany(limit, 1_000)
  expect(limit.value).toBe(MOST_IN_FLIGHT)
})

it('the limit of requests in flight is halved once for all requests that were sent under the higher limit', () => {
  const limit = createRequestLimit()
  for (let request = 0; request < MOST_IN_FLIGHT; request += 1) limit.noteTimeout(request, 15_000 + request)
  expect(limit.value).toBe(MOST_IN_FLIGHT / 2)
  limit.noteTimeout(15_001, 30_000)
  expect(limit.value).toBe(MOST_IN_FLIGHT / 4)
})

it('the limit of requests in flight never falls below one', () => {
  const limit = createRequestLimit()
  for (let round = 1; round < 20; round += 1) limit.noteTimeout(round * 10, round * 10 + 5)
  expect(limit.value).toBe(1)
})

it('the limit of requests in flight grows by one when as many requests as it allows were answered in time', () => {
  const limit = createRequestLimit()
  for (let round = 1; round < 20; round += 1) limit.noteTimeout(round * 10, round * 10 + 5)
  answerMany(limit, 1)
  expect(limit.value).toBe(2)
  answerMany(limit, 1)
  expect(limit.value).toBe(2)
  answerMany(limit, 1)
  expect(limit.value).toBe(3)
  answerMany(limit, MOST_IN_FLIGHT ** 2)
  expect(limit.value).toBe(MOST_IN_FLIGHT)
})

it('a timeout makes the limit of requests in flight count its answers anew', () => {
  const limit = createRequestLimit()
  limit.noteTimeout(0, 10)
  answerMany(limit, MOST_IN_FLIGHT / 2 - 1)
  limit.noteTimeout(20, 30)
  answerMany(limit, MOST_IN_FLIGHT / 4 - 1)
  expect(limit.value).toBe(MOST_IN_FLIGHT / 4)
})
