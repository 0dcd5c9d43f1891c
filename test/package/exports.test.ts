import { beforeAll, expect, test } from 'vitest'
import { namesOfModule, namesOfTypes } from './support/exportedNames'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries, specifierOf } from './support/manifest'

beforeAll(assertFreshBuild)

// The surface that apps build on: a name is added here on purpose and never taken away by accident.
test.for(codeEntries)('names of $subpath', async ({ subpath, types }) => {
  const names = { values: await namesOfModule(subpath), types: namesOfTypes(types) }
  await expect(`${JSON.stringify(names, null, 2)}\n`)
    .toMatchFileSnapshot(`exports/${specifierOf(subpath).replace('/', '.')}.json`)
})
