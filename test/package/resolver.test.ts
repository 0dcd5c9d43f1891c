import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import AutoImport from 'unplugin-auto-import/vite'
import Components from 'unplugin-vue-components/vite'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type * as Resolver from '../../src/resolver'
import { assertFreshBuild } from './support/freshBuild'
import { ROOT } from './support/manifest'

beforeAll(assertFreshBuild)

const load = async () => await import(join(ROOT, 'dist/resolver/index.js')) as typeof Resolver

const APP = `<script setup lang="ts">
const { account } = useNitrolite()
</script>
<template><WalletButton /><SessionCloser /><UnknownThing />{{ account }}</template>
`

test('the resolver and the preset import what an app uses without importing it, and nothing else', async () => {
  const { NitroliteResolver, nitroliteImports } = await load()
  // Inside of the repository, so that the package is found under its own name.
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  const folder = await mkdtemp(join(ROOT, '.cache/resolver-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'App.vue'), APP)
  const result = await build({
    root: folder, configFile: false, logLevel: 'silent',
    plugins: [vue(), Components({ resolvers: [NitroliteResolver()], dts: false }), AutoImport({ imports: [nitroliteImports], dts: false })],
    build: { write: false, minify: false, lib: { entry: join(folder, 'App.vue'), formats: ['es'] }, rolldownOptions: { external: [/^vue($|-nitrolite)/] } },
  }) as Rolldown.RolldownOutput[]
  const code = result.flatMap(({ output }) => output).map(part => part.type === 'chunk' ? part.code : '').join('\n')
  const imported = [...code.matchAll(/import \{([^}]*)\} from "vue-nitrolite"/g)].flatMap(([, names = '']) => names.split(',').map(name => name.trim()))
  expect(imported.sort()).toEqual(['SessionCloser', 'WalletButton', 'useNitrolite'])
  expect(code).toContain('vue-nitrolite/style.css')
})

test('the resolver leaves the style sheet to apps that want their own', async () => {
  const { NitroliteResolver } = await load()
  expect(NitroliteResolver({ css: false }).resolve('SessionCloser')).toEqual({ name: 'SessionCloser', from: 'vue-nitrolite' })
  expect(NitroliteResolver().resolve('OtherThing')).toBeUndefined()
})
