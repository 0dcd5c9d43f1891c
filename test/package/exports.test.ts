import { beforeAll, expect, test } from 'vitest'
import { namesOfDeclaredValues, namesOfModule, namesOfTypes } from './support/exportedNames'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries, specifierOf } from './support/manifest'

beforeAll(assertFreshBuild)

// Apps depend on these names, so each added or removed name must show up in a review.
test.for(codeEntries)('the exported names of $subpath match their snapshot', async ({ subpath, types }) => {
  // Only apps install Nuxt. `test/nuxt` loads its entry.
  const values = subpath === './nuxt' ? namesOfDeclaredValues(types) : await namesOfModule(subpath)
  const names = { values, types: namesOfTypes(types) }
  await expect(`${JSON.stringify(names, null, 2)}\n`)
    .toMatchFileSnapshot(`exports/${specifierOf(subpath).replaceAll('/', '.')}.json`)
})
