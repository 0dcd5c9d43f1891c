// @vitest-environment happy-dom
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { expect, onTestFinished, test, vi } from 'vitest'
import LookChoice from '../../docs/.vitepress/theme/pictures/LookChoice.vue'
import { readPictures } from '../../docs/.vitepress/theme/pictures/pictures'
import StatePicture from '../../docs/.vitepress/theme/pictures/StatePicture.vue'
import { LOOKS } from '../shots/looks'

const { pictures } = vi.hoisted(() => ({ pictures: {} as Record<string, Record<string, [number, number]>> }))
vi.mock('../../docs/.vitepress/theme/pictures/pictures.data', () => ({ data: pictures }))
vi.mock('vitepress', () => ({ withBase: (path: string) => `/base${path}` }))

const props = { name: 'closer-empty', alt: '<SessionCloser>: Nothing chosen' }

function takePictures(): void {
  for (const [index, look] of Object.keys(LOOKS).entries()) pictures[look] = { 'closer-empty': [300 + index, 200] }
  onTestFinished(() => { for (const look of Object.keys(pictures)) Reflect.deleteProperty(pictures, look) })
}

test('the page of states shows the pictures in the look that a reader chooses', async () => {
  takePictures()
  const [choice, picture] = [mount(LookChoice), mount(StatePicture, { props })]
  for (const [index, [look, { title }]] of Object.entries(LOOKS).entries()) {
    await choice.get('select').setValue(look)
    expect(picture.get('img').attributes()).toMatchObject({
      src: `/base/shots/${look}/closer-empty.png`, width: `${300 + index}`, height: '200', alt: `<SessionCloser>: Nothing chosen, ${title}`,
    })
  }
})

test('the page of states says that there are no pictures if none were taken', () => {
  const choice = mount(LookChoice)
  expect(choice.find('select').exists()).toBe(false)
  expect(choice.text()).toContain('The pictures are missing')
  expect(mount(StatePicture, { props }).find('img').exists()).toBe(false)
})

test('pictures are read from the file that is written after all of them, and there are none without it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'pictures.json')
  expect(readPictures(file)).toEqual({})
  await writeFile(file, '{"light":{"closer-empty":[704,210]}}')
  expect(readPictures(file)).toEqual({ light: { 'closer-empty': [704, 210] } })
})
