import type { NuxtConfig } from 'nuxt/schema'

export const accepted: NuxtConfig = {
  nitrolite: { url: 'wss://node.example/ws', application: 'my-app', autoConnect: true, timeouts: { connect: 5000 }, css: false },
}

export const rejected: NuxtConfig[] = [
  // @ts-expect-error An option has another name.
  { nitrolite: { address: 'wss://node.example/ws' } },
  // @ts-expect-error A wallet cannot be serialized.
  { nitrolite: { signer: '0x00' } },
  // @ts-expect-error A duration is a number of milliseconds.
  { nitrolite: { timeouts: { connect: '5 s' } } },
]
