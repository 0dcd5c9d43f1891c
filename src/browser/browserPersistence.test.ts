import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keyOf, recordOf } from '../../test/helpers/journalContract'
import { createBrowserPersistence } from './browserPersistence'

let count = 0
const fresh = (allowMemory?: boolean) =>
  createBrowserPersistence({ name: `persistence ${++count}`, ...allowMemory !== undefined && { allowMemory } })

afterEach(() => { vi.unstubAllGlobals() })

/** A browser whose database throws or fails to open like this. */
function browserThat(name: string): { recover(): void } {
  const real = indexedDB
  let isBroken = true
  vi.stubGlobal('indexedDB', {
    open: (...args: [string, number]) => {
      if (isBroken) throw Object.assign(new Error(`it is ${name}`), { name })
      return real.open(...args)
    },
  })
  return { recover: () => { isBroken = false } }
}

describe('a browser that lets pages store', () => {
  it('keeps what is written durably', async () => {
    const { journal } = fresh()
    await journal.create(keyOf(1), recordOf(1))
    expect(journal.isDurable).toBe(true)
    expect((await journal.list()).map(({ key }) => key)).toEqual([keyOf(1)])
  })

  it('gives clients of one page the same', () => {
    expect(createBrowserPersistence({ name: 'shared' })).toBe(createBrowserPersistence({ name: 'shared' }))
  })

  it('never falls back once it has begun', async () => {
    const { journal } = fresh()
    await journal.list()
    vi.stubGlobal('indexedDB', undefined)
    await journal.create(keyOf(1), recordOf(1))
    expect(journal.isDurable).toBe(true)
  })
})

describe('a browser that does not', () => {
  it.each(['SecurityError', 'InvalidStateError'])('closes from memory, and says so: %s', async (name) => {
    browserThat(name)
    const { journal } = fresh()
    expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
    expect(journal.isDurable).toBe(false)
  })

  it('closes from memory where there is no database at all', async () => {
    vi.stubGlobal('indexedDB', undefined)
    const { journal } = fresh()
    await journal.list()
    expect(journal.isDurable).toBe(false)
  })

  it('closes nothing where the app wants it so', async () => {
    vi.stubGlobal('indexedDB', undefined)
    await expect(fresh(false).journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  })

  it.each(['QuotaExceededError', 'UnknownError', 'VersionError'])('closes nothing while it fails for another reason: %s', async (name) => {
    const browser = browserThat(name)
    const { journal } = fresh()
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: `it is ${name}.` } })
    browser.recover()
    expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
    expect(journal.isDurable).toBe(true)
  })
})

it('refuses a name that is none', () => {
  expect(() => createBrowserPersistence({ name: '' })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})
