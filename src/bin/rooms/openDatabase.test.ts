import { expect, it } from 'vitest'
import { loadPackage } from './openDatabase'

it('a command that needs a missing package says which one to install', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(loadPackage('pg', () => Promise.reject(missing))).rejects.toThrow('This command needs the package pg. Install it: npm install pg')
})

it('loadPackage passes on an error that does not mean that the package is missing', async () => {
  await expect(loadPackage('pg', () => Promise.reject(new Error('It is broken.')))).rejects.toThrow('It is broken.')
})
