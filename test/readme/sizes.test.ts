import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { ERROR_TABLE } from '../../src/core/errors/table'
import { ROOT } from '../package/support/manifest'

interface Limit {
  readonly path: string | readonly string[]
  readonly limit?: string
}

const { default: limits } = await import(pathToFileURL(join(ROOT, '.size-limit.mjs')).href) as { readonly default: readonly Limit[] }

const read = (name: string): Promise<string> => readFile(join(ROOT, `docs/guide/${name}.md`), 'utf8')
const kilobytes = (text: string | undefined): number => Number.parseFloat(text ?? '')

/** How far below its limit a figure may be, before the limit has to follow. */
const LEAST = 0.8

function limitOf(path: string): number {
  const entry = limits.find(({ path: each }) => [each].flat().includes(path))
  if (entry?.limit === undefined) throw new Error(`${path} has no limit.`)
  return kilobytes(entry.limit)
}

it.each([
  ['size-and-tests', /Closing through `vue-nitrolite\/core`.*\| ([\d.]+) kB/, 'bench/closeThroughCore.js'],
  ['size-and-tests', /The whole Vue entry.*\| ([\d.]+) kB/, 'bench/closeThroughVue.js'],
  ['html', /about ([\d.]+) kB gzip/, 'dist/element.js'],
] as const)('the size in the guide %s that matches %s is close to the limit of %s', async (page, pattern, path) => {
  const figure = kilobytes(pattern.exec(await read(page))?.[1])
  expect(figure).toBeLessThanOrEqual(limitOf(path))
  expect(figure).toBeGreaterThan(limitOf(path) * LEAST)
})

it('the guide says how large languages are, and for how many error codes they have texts', async () => {
  const [, least, most] = /A language takes (\d+) to (\d+) kB/.exec(await read('languages')) ?? []
  const languages = limits.filter(({ path }) => String(path).startsWith('dist/locales/')).map(({ limit }) => kilobytes(limit))
  expect(Math.min(...languages) - kilobytes(least)).toBeLessThanOrEqual(1)
  expect(Math.max(...languages) - kilobytes(most)).toBeLessThanOrEqual(1)
  expect(await read('languages')).toContain(`each of ${Object.keys(ERROR_TABLE).length} error codes`)
})
